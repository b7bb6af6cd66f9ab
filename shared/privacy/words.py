"""What personal data are read for, where a program names the purpose: Indonesian, English. A service adds its own."""

from __future__ import annotations

from shared.privacy.reads import REVIEW
from shared.web.words import Words

WORDS: Words = {
    "read_purpose": {
        REVIEW: ("pemeriksaan siapa yang membaca", "review of who has read"),
        "decision about corrections": ("keputusan atas perbaikan data", "decision about corrections"),
        "answer to a repeated request": ("jawaban atas permintaan yang diulang", "answer to a repeated request"),
    }
}
