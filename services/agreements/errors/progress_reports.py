"""Refusals about progress reports and the confirmation of an obligation."""

from __future__ import annotations

from services.agreements.errors.articles import PERMENDAGRI
from shared.errors import Refusal


class EvidenceMissing(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Laporan kemajuan memerlukan bukti: rujukan, alamat, atau dokumen.",
):
    """A progress report needs evidence: a reference, an address or a document."""


class EvidenceUnknown(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Dokumen {document} bukan dokumen PKS ini.",
):
    """The document {document} is none of this cooperation agreement's."""


class CorrectedAlready(Refusal, indonesian="Laporan {report} sudah dikoreksi; koreksi laporan penggantinya."):
    """Report {report} has been corrected already: correct the one that took its place."""


class NotDelivered(
    Refusal,
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Baru {done} dari {quantity} {unit} dilaporkan; yang dikonfirmasi hanya kewajiban yang genap.",
):
    """Only {done} of {quantity} {unit} are reported: an obligation is confirmed when the sum reaches the quantity."""


class ConfirmedByDebtor(
    Refusal,
    kind="forbidden",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Pemenuhan dikonfirmasi pihak lain, bukan oleh pihak yang berkewajiban.",
):
    """Fulfilment is confirmed by the other party, not by the one who owes it."""
