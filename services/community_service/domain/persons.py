"""How a person is called where others hear it."""

from __future__ import annotations

import re


def muster_name(name: str) -> str:
    """First name and initial, as at a roll-call: "Yusuf T.". Titles and shortened names before it are no first name."""
    words = name.partition(",")[0].split()
    full = [word for word in words if not _shortened(word)] or words
    first, last = full[0], full[-1]
    initial = next((letter for letter in last if letter.isalnum()), "")
    return first if len(full) == 1 or not initial else f"{first} {initial.upper()}."


def _shortened(word: str) -> bool:
    return word.endswith(".") or len(re.sub(r"\W", "", word)) < 2
