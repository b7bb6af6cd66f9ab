"""What an enrolment refuses."""

from __future__ import annotations

from shared.errors import Refusal


class ParticipantOfAnotherInstitution(
    Refusal,
    kind="invalid",
    indonesian="Program ini untuk warga binaan lembaga {institution}.",
):
    """The programme is for the participants of institution {institution}."""


class AgeOutside(
    Refusal,
    kind="invalid",
    indonesian="Syarat umur {minimum} sampai {maximum} tahun; peserta berumur {age}.",
):
    """The programme takes ages {minimum} to {maximum}; the participant is {age}."""


class RiskLevelNotAllowed(
    Refusal,
    kind="invalid",
    indonesian="Tingkat risiko {risk} tidak termasuk yang diterima: {allowed}.",
):
    """The risk level {risk} is not among those taken: {allowed}."""


class PriorSkillMissing(Refusal, kind="invalid", indonesian="Peserta harus lulus pelatihan {skill} lebih dulu."):
    """The participant must have completed a course in {skill} first."""


class PriorLevelMissing(
    Refusal, kind="invalid", indonesian="Peserta harus lulus pelatihan {skill} tingkat {level} atau lebih dulu."
):
    """The participant must have completed a course in {skill} at level {level} or above first."""


class CoursesOverlap(
    Refusal,
    kind="invalid",
    indonesian=(
        "{count} sesi bertumpang tindih dengan pelatihan lain orang ini; yang pertama sesi {number}"
        " ({day} {starts}–{ends})."
    ),
):
    """Sessions that overlap with another course of this person: {count}. First: {number} ({day} {starts}–{ends})."""


class AlreadyEnrolled(Refusal, indonesian="Peserta sudah terdaftar dalam program ini."):
    """The participant is already enrolled in this programme."""


class WrongState(
    Refusal,
    indonesian="Pendaftaran berstatus {state}; tindakan ini memerlukan status {needed}.",
):
    """The enrolment is {state}; this needs it to be {needed}."""
