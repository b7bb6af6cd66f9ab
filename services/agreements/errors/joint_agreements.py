"""Refusals about joint agreements, the umbrellas (Kesepakatan Bersama, Nota Kesepakatan)."""

from __future__ import annotations

from services.agreements.errors.articles import LINES, PP28_SYNERGY
from shared.errors import Refusal


class PartiesIncomplete(
    Refusal,
    kind="invalid",
    rule="A1",
    article=LINES,
    indonesian=(
        "Kesepakatan induk memerlukan pemerintah kota, dan kantor wilayah pemasyarakatan atau kejaksaan; "
        "belum ada: {missing}."
    ),
):
    """A joint agreement needs a city, and a corrections office or a prosecutor's office; missing: {missing}."""


class AnnexMissing(
    Refusal,
    kind="invalid",
    rule="A1",
    article=PP28_SYNERGY,
    indonesian="Nota Kesepakatan (sinergi) memerlukan lampiran rencana kerja: apa, oleh siapa, kapan.",
):
    """A Nota Kesepakatan (sinergi) needs a work plan as its annex: what, by whom, when."""
