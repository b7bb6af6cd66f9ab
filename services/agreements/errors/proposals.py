"""Refusals about proposals to change an obligation."""

from __future__ import annotations

from services.agreements.errors.articles import PERMENDAGRI
from shared.errors import Refusal


class NothingChanges(Refusal, kind="invalid", indonesian="Usulan tidak mengubah jumlah maupun tenggat."):
    """The proposal changes neither quantity nor due date."""


class ProposalPending(Refusal, indonesian="Satu usulan untuk kewajiban ini masih menunggu jawaban."):
    """A proposal for this obligation still waits for its answer."""


class NoProposal(Refusal, indonesian="Tidak ada usulan yang menunggu jawaban."):
    """No proposal waits for an answer."""


class AnsweredByProposer(
    Refusal,
    kind="forbidden",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Usulan disetujui atau ditolak oleh pihak lain; pengusul hanya dapat menariknya.",
):
    """The other party accepts or declines a proposal; who made it may only withdraw it."""
