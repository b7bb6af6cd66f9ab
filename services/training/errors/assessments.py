"""What a completion refuses: the pass rule is not met."""

from __future__ import annotations

from shared.errors import Refusal


class AttendanceTooLow(
    Refusal,
    indonesian="Hadir {present} dari {sessions} sesi; syarat kelulusan {minimum} persen.",
):
    """Present at {present} of {sessions} sessions; the pass rule asks for {minimum} percent."""


class NotAssessed(Refusal, indonesian="Peserta belum dinilai; nilai minimum {minimum}."):
    """The participant has not been assessed; the pass rule asks for a score of {minimum}."""


class ScoreTooLow(Refusal, indonesian="Nilai {score}; syarat kelulusan {minimum}."):
    """The score is {score}; the pass rule asks for {minimum}."""
