"""Refusals of alarms."""

from __future__ import annotations

from shared.errors import Refusal


class CorrectionNeeded(
    Refusal,
    kind="invalid",
    indonesian="Peringatan yang terbukti disertai koreksi kehadiran sesi itu.",
):
    """An alarm that is confirmed comes with the correction of the session's attendance."""


class InvolvedInTheCase(
    Refusal,
    kind="forbidden",
    indonesian="Peringatan diselesaikan oleh orang yang tidak terlibat dalam perkara ini.",
):
    """An alarm is resolved by someone who is not involved in the case."""
