"""Refusals about what a cooperation agreement (PKS) states, and the consent of the regional council (DPRD)."""

from __future__ import annotations

from services.agreements.errors.articles import PP28_CONTENT
from shared.errors import Refusal


class ContentsMissing(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PP28_CONTENT,
    indonesian=(
        "Sebelum ditelaah, PKS memuat hak dan kewajiban, jangka waktu, penyelesaian perselisihan, sanksi, dan beban "
        "APBD; belum ada: {missing_id}."
    ),
):
    """Before its review a cooperation agreement states rights and duties, period, settlement of disputes, sanctions,
    and whether it burdens the regional budget; missing: {missing}."""


class ConsentMissing(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PP28_CONTENT,
    indonesian="PKS ini membebani APBD: ditandatangani sesudah persetujuan DPRD (nomor, tanggal) dicatat.",
):
    """The agreement burdens the regional budget: it is signed once the consent of the DPRD (number, date) is
    recorded."""


class ConsentAfterSigning(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PP28_CONTENT,
    indonesian="Persetujuan DPRD bertanggal {consent}, sesudah tanda tangan {signed_on}.",
):
    """The consent of the DPRD is dated {consent}, after the signature of {signed_on}."""


class ConsentInFuture(
    Refusal, kind="invalid", indonesian="Tanggal persetujuan DPRD {on} belum tiba (hari ini {today})."
):
    """The consent of the DPRD is dated {on}, which has not come yet (today is {today})."""


class ConsentNotNeeded(
    Refusal,
    rule="A3",
    article=PP28_CONTENT,
    indonesian="PKS ini tidak dinyatakan membebani APBD; persetujuan DPRD tidak diperlukan.",
):
    """The agreement does not state that it burdens the regional budget; no consent of the DPRD is needed."""


class ConsentSettled(Refusal, indonesian="PKS sudah ditandatangani suatu pihak; persetujuan DPRD tidak diganti lagi."):
    """A party has signed already; the consent of the DPRD is not replaced any more."""
