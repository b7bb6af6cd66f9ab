"""Refusals about joint agreements, the umbrellas (Kesepakatan Bersama, Nota Kesepakatan)."""

from __future__ import annotations

from services.agreements.errors.articles import PERMENDAGRI
from shared.errors import Refusal


class PartiesIncomplete(
    Refusal,
    kind="invalid",
    rule="A1",
    article=PERMENDAGRI,
    indonesian="Kesepakatan induk memerlukan pemerintah kota dan kantor wilayah pemasyarakatan; belum ada: {missing}.",
):
    """A joint agreement needs a city and a corrections office among its parties; missing: {missing}."""


class AnnexMissing(
    Refusal,
    kind="invalid",
    rule="A1",
    article=PERMENDAGRI,
    indonesian="Nota Kesepakatan (sinergi) memerlukan lampiran rencana kerja: apa, oleh siapa, kapan.",
):
    """A Nota Kesepakatan (sinergi) needs a work plan as its annex: what, by whom, when."""
