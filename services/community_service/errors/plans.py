"""Refusals of plans."""

from __future__ import annotations

from services.community_service.words import words_of
from shared.errors import Refusal


class PlanNotProposed(
    Refusal,
    indonesian="Rencana berstatus {state}; hanya usulan yang dapat dikonfirmasi.",
    words={"state": words_of("plan_state")},
):
    """The plan is {state}; only a proposal can be confirmed."""


class CasesBeingPlanned(
    Refusal, indonesian="Sebagian perkara ini sedang direncanakan bersama yang lain. Tunggu sampai selesai."
):
    """Some of these cases are being planned with others already. Wait until that has ended."""


class NothingToPlan(Refusal, indonesian="Tidak ada perkara yang masih memerlukan rencana."):
    """No case needs a plan any more."""


class PlanOutdated(
    Refusal,
    indonesian="Jadwal atau sisa waktu berubah sejak rencana dibuat ({made_at}). Buat rencana baru.",
):
    """The schedule or the balance has changed since the plan was made ({made_at}). Plan again."""
