"""Refusals of corrections."""

from __future__ import annotations

from services.community_service.words import words_of
from shared.errors import Refusal


class SecondApproverNeeded(
    Refusal,
    kind="forbidden",
    indonesian="Koreksi diputuskan oleh orang lain dari yang mengusulkan, mencatat atau mengesahkannya.",
):
    """A correction is decided by someone other than whoever proposed it, recorded or signed off the session."""


class CorrectionOpen(Refusal, indonesian="Untuk sesi ini sudah ada koreksi yang menunggu keputusan."):
    """A correction of this session already waits for its decision."""


class TimesDoNotFitOutcome(
    Refusal,
    kind="invalid",
    indonesian="Jam masuk dan keluar ada jika dan hanya jika orangnya hadir; hasil: {outcome}.",
    words={"outcome": words_of("outcome")},
):
    """Check-in and check-out are there exactly where the person attended; the outcome is {outcome}."""
