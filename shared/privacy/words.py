"""What personal data are read for, where a program names the purpose: Indonesian, English. A service adds its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.languages import Language
from shared.privacy.reads import REVIEW
from shared.web.words import Words

WORDS: Words = {
    "read_purpose": {
        REVIEW: ("pemeriksaan siapa yang membaca", "review of who has read"),
        "decision about corrections": ("keputusan atas perbaikan data", "decision about corrections"),
        "answer to a repeated request": ("jawaban atas permintaan yang diulang", "answer to a repeated request"),
    }
}


def purpose_in_words(purpose: str, known: Mapping[str, tuple[str, str]], language: Language) -> str:
    """One that a program names is in words, `{}` in it is a number; one that a person wrote is as it is."""
    for pattern, words in known.items():
        if found := re.fullmatch(re.escape(pattern).replace(r"\{\}", r"(\S+)"), purpose):
            return words[0 if language == "id" else 1].format(*found.groups())
    return purpose
