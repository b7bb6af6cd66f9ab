"""Refusals of plans."""

from __future__ import annotations

from services.community_service.errors.cases import OfACode
from shared.errors import Refusal


class PlanNotProposed(OfACode, Refusal, indonesian="Rencana berstatus {state}; hanya usulan yang dapat dikonfirmasi."):
    """The plan is {state}; only a proposal can be confirmed."""


class PlanOutdated(
    Refusal,
    indonesian="Jadwal atau sisa waktu berubah sejak rencana dibuat ({made_at}). Buat rencana baru.",
):
    """The schedule or the balance has changed since the plan was made ({made_at}). Plan again."""
