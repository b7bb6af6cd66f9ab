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


class ComponentUnknown(
    Refusal, kind="invalid", indonesian="Tidak ada komponen penilaian {component}; yang ada: {known}."
):
    """There is no component {component}; there are: {known}."""


class ComponentNotAssessed(Refusal, indonesian="Komponen {component} belum dinilai."):
    """The component {component} has not been assessed."""


class ComponentTooLow(Refusal, indonesian="Nilai {component} {score}; minimum komponen ini {minimum}."):
    """The score of {component} is {score}; its minimum is {minimum}."""


class AttemptsUsedUp(Refusal, indonesian="Komponen {component} sudah dinilai {maximum} kali; lebih dari itu tidak."):
    """The component {component} has been assessed {maximum} times, which is the most there is."""


class NothingToCorrect(Refusal, indonesian="Komponen {component} belum dinilai; tidak ada yang dikoreksi."):
    """The component {component} has not been assessed: there is nothing to correct."""


class CourseTooShort(
    Refusal,
    indonesian="Yang dihitung {counted} dari {sessions} sesi yang direncanakan; paling sedikit {minimum} persen.",
):
    """{counted} of the {sessions} planned sessions count; at least {minimum} percent of them must."""
