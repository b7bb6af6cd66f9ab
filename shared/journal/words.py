"""The words of an auditor's pages for codes of the journal: Indonesian, English."""

from __future__ import annotations

from shared.web.words import Words

WORDS: Words = {
    "day_state": {
        "fits": ("Cocok", "Fits"),
        "differs": ("Tidak cocok", "Does not fit"),
        "sealed": ("Disegel, belum diperiksa", "Sealed, not checked"),
        "lost": ("Ada yang hilang", "Facts lost"),
        "open": ("Belum disegel", "Not sealed yet"),
        "none": ("Tanpa segel", "No seal"),
    },
    "run_state": {
        "waiting": ("Menunggu giliran", "Waiting to begin"),
        "running": ("Sedang berjalan", "Under way"),
        "finished": ("Selesai", "Finished"),
        "broken_off": ("Terputus", "Broken off"),
    },
}

TONES = {"fits": "good", "differs": "bad", "sealed": "info", "lost": "warn", "open": "quiet", "none": "quiet"}
"""A day's state as the kit marks it, beside its words."""

SYSTEM = {"seal", "restore", "retention"}


def is_system(actor: str) -> bool:
    """Whether nobody's hand did it."""
    return actor in SYSTEM or actor.startswith("system:")
