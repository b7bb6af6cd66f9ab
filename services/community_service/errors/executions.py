"""Refusals of the papers with which execution begins."""

from __future__ import annotations

from services.community_service.errors.articles import EXECUTION
from shared.errors import Refusal


class PaperInFuture(
    Refusal,
    kind="invalid",
    rule="K10",
    article=EXECUTION,
    indonesian="Tanggal {on} belum tiba; surat dan penerimaan bertanggal paling lambat {today}.",
):
    """{on} has not come yet; a paper or a reception is dated {today} at the latest."""


class OrderBeforeVerdict(
    Refusal,
    kind="invalid",
    rule="K10",
    article=EXECUTION,
    indonesian="P-48 bertanggal {on}, sebelum putusan {verdict_date}.",
):
    """The order (P-48) is dated {on}, before the verdict of {verdict_date}."""


class ReceptionWithoutPapers(
    Refusal,
    rule="K10",
    article=EXECUTION,
    indonesian="Klien diterima berdasarkan litmas dan P-48; belum ada: {missing}.",
):
    """A client is received on the basis of litmas and order (P-48); missing: {missing}."""


class ReceptionBeforePapers(
    Refusal,
    kind="invalid",
    rule="K10",
    article=EXECUTION,
    indonesian="Penerimaan bertanggal {on}, sebelum surat yang mendasarinya, {dated_on}.",
):
    """The reception is of {on}, before the paper of {dated_on} that it rests on."""


class NotReceived(
    Refusal,
    rule="K10",
    article=EXECUTION,
    indonesian="Klien perkara ini belum tercatat diterima.",
):
    """The client of this case is not recorded as received."""
