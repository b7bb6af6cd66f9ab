"""Why a fact or a seal does not fit, in words. Verifications keep an English reason; a page says it in its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.languages import Language

_REASONS: tuple[tuple[str, str, str], ...] = (
    (r"version (\d+) is missing", "Fakta ke-{} dari rantai ini hilang.", "Fact {} of this chain is missing."),
    (
        "the content was changed",
        "Isi fakta ini diubah setelah dicatat.",
        "What this fact says was changed after it was recorded.",
    ),
    (
        "it does not follow the fact before it",
        "Fakta ini tidak menyambung ke fakta sebelumnya.",
        "This fact does not follow the one before it.",
    ),
    ("the hash was changed", "Hash fakta ini diubah.", "The hash of this fact was changed."),
    (
        "its place in the journal was changed",
        "Tempat fakta ini dalam jurnal diubah.",
        "The place of this fact in the journal was changed.",
    ),
    (
        r"the heads give another root \((\d+) streams, (\d+) when it was sealed\)",
        "Jurnal sekarang memberi akar lain daripada yang disegel ({} rantai; ketika disegel {}).",
        "The journal of today gives another root than the one that was sealed ({} chains; {} when it was sealed).",
    ),
    (
        r"it is signed by a key that is not trusted \((.*)\)",
        "Segel ini ditandatangani dengan kunci yang tidak dipercaya ({}).",
        "This seal is signed by a key that is not trusted ({}).",
    ),
    (
        "the signature does not fit: the seal was changed",
        "Tanda tangannya tidak cocok: segel ini diubah.",
        "The signature does not fit: this seal was changed.",
    ),
    (r"seal (\d+) is missing", "Segel {} hilang.", "Seal {} is missing."),
    ("the seal is missing", "Segel hari ini hilang.", "The seal of this day is missing."),
    (
        "it does not follow the seal before it",
        "Segel ini tidak menyambung ke segel sebelumnya.",
        "This seal does not follow the one before it.",
    ),
    (
        "its day or position does not follow the seal before it",
        "Hari atau tempat segel ini tidak menyambung ke segel sebelumnya.",
        "The day or the place of this seal does not follow the seal before it.",
    ),
    (
        "the list of lost facts is not the one that was stated",
        "Daftar fakta yang hilang bukan daftar yang dinyatakan ketika data dipulihkan.",
        "The list of lost facts is not the one that was stated when the data were restored.",
    ),
    (
        "the journal did not publish it",
        "Segel ini tidak pernah diumumkan oleh jurnal.",
        "The journal never published this seal.",
    ),
    (
        "it was published and is missing",
        "Segel ini pernah diumumkan dan sekarang hilang.",
        "This seal was published and is missing now.",
    ),
    (
        "the journal published another one",
        "Jurnal mengumumkan segel lain untuk hari ini.",
        "The journal published another seal for this day.",
    ),
    (
        "facts of this day do not fit their chains",
        "Ada fakta hari ini yang tidak cocok dengan rantainya.",
        "Facts of this day do not fit their chains.",
    ),
)


def in_words(reason: str, language: Language) -> str:
    """The reason as a sentence; as it is where nobody has words for it."""
    for pattern, indonesian, english in _REASONS:
        if found := re.fullmatch(pattern, reason):
            return (indonesian if language == "id" else english).format(*found.groups())
    return reason


def patterns() -> Iterator[str]:
    """Every reason that has words."""
    return (pattern for pattern, _, _ in _REASONS)
