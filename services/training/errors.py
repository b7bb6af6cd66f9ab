"""What the training service refuses, and by which article."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import BrokenRules, Refusal

PP28 = "PP 28/2018"
LENGTH = "PP 58/2022 art. 19(4)"
DAILY = "PP 58/2022 art. 19(5)"
CALENDAR = "PP 58/2022 art. 19(6)"


def refuse(broken: Sequence[Refusal]) -> None:
    """Raises what is broken: the refusal itself, or all of them together. Nothing broken: returns."""
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise BrokenRules(broken)


class PeriodReversed(
    Refusal,
    slug="period-reversed",
    kind="invalid",
    indonesian="Program berakhir ({ends_on}) sebelum dimulai ({starts_on}).",
):
    """The programme ends on {ends_on}, before it starts on {starts_on}."""


class AgreementUnknown(
    Refusal,
    slug="agreement-unknown",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Pelatihan memerlukan PKS yang berlaku; PKS {id} tidak dikenal.",
):
    """Training needs a cooperation agreement in force; {id} is not known."""


class AgreementNotInForce(
    Refusal,
    slug="agreement-not-in-force",
    rule="A2",
    article=PP28,
    indonesian="Pelatihan memerlukan PKS yang berlaku; PKS ini berstatus {state}.",
):
    """Training needs a cooperation agreement in force; this one is {state}."""


class AgreementWithoutTraining(
    Refusal,
    slug="agreement-without-training",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Ruang lingkup PKS tidak memuat pelatihan (training), hanya: {scopes}.",
):
    """The cooperation agreement's scopes do not include training, only: {scopes}."""


class AgreementOfOthers(
    Refusal,
    slug="agreement-of-others",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="PKS ini antara {agency} dan {institution}, bukan kedua pihak program ini.",
):
    """The cooperation agreement is between {agency} and {institution}, not the two of this programme."""


class OutsideAgreement(
    Refusal,
    slug="programme-outside-agreement",
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Masa program {programme} melampaui masa berlaku PKS ({agreement}).",
):
    """The programme's period {programme} goes beyond the cooperation agreement's ({agreement})."""


class ProgrammeSuspended(
    Refusal,
    slug="programme-suspended",
    rule="A2",
    article=PP28,
    indonesian="Program ditangguhkan karena PKS-nya tidak berlaku; pendaftaran baru tidak diterima.",
):
    """The programme is suspended since its cooperation agreement is not in force: it takes no new enrolment."""


class ProgrammeIsClosed(Refusal, slug="programme-closed", indonesian="Program sudah ditutup."):
    """The programme is closed."""


class ProgrammeOver(Refusal, slug="programme-over", indonesian="Program sudah berakhir pada {ends_on}."):
    """The programme ended on {ends_on}."""


class ProgrammeInUse(
    Refusal,
    slug="programme-in-use",
    indonesian="Masih ada {running} peserta aktif; selesaikan, gagalkan atau tarik lebih dulu.",
):
    """{running} participants are still in the programme: complete, fail or withdraw them first."""


class ProgrammeFull(Refusal, slug="programme-full", indonesian="Program sudah penuh."):
    """The programme is full."""


class SessionUnknown(
    Refusal,
    slug="session-unknown",
    kind="invalid",
    indonesian="Program ini memiliki {sessions} sesi; tidak ada sesi {number}.",
):
    """The programme has {sessions} sessions; there is no session {number}."""


class SessionMisplaced(
    Refusal,
    slug="session-outside-programme",
    kind="invalid",
    indonesian="Sesi {number} ({day}) harus dimulai dan selesai pada satu hari dalam masa program ({programme}).",
):
    """Session {number} ({day}) must begin and end on one day of the programme ({programme})."""


class SessionOverlaps(
    Refusal, slug="session-overlaps", kind="invalid", indonesian="Sesi {number} bertumpang tindih dengan sesi {other}."
):
    """Session {number} overlaps with session {other}."""


class SessionHeld(
    Refusal, slug="session-held", indonesian="Sesi {number} sudah dimulai; jadwalnya tidak dapat diubah."
):
    """Session {number} has begun: it cannot be moved."""


class SessionNotScheduled(Refusal, slug="session-not-scheduled", indonesian="Sesi {number} belum dijadwalkan."):
    """Session {number} is not on the calendar yet."""


class SessionNotStarted(Refusal, slug="session-not-started", indonesian="Sesi {number} baru dimulai pada {starts_at}."):
    """Session {number} begins only at {starts_at}."""


class ChildProgrammeLength(
    Refusal,
    slug="child-programme-length",
    kind="invalid",
    rule="C3",
    article=LENGTH,
    indonesian="Pelatihan kerja Anak {minimum} sampai {maximum} bulan; program ini {programme}.",
):
    """Vocational training of a child takes {minimum} to {maximum} months; this programme is {programme}."""


class ChildDailyLimit(
    Refusal,
    slug="child-daily-limit",
    kind="invalid",
    rule="C3",
    article=DAILY,
    indonesian="Pelatihan kerja Anak paling lama {maximum} menit sehari; {day}: {minutes} menit.",
):
    """Vocational training of a child takes at most {maximum} minutes a day; {day}: {minutes} minutes."""


class ChildWorkingDay(
    Refusal,
    slug="child-working-day",
    kind="invalid",
    rule="C3",
    article=CALENDAR,
    indonesian="Pelatihan kerja Anak hanya pada hari kerja; sesi {number} jatuh pada {day} (hari ke-{weekday}).",
):
    """Vocational training of a child is on working days only; session {number} is on {day} (weekday {weekday})."""


class ChildSchoolHours(
    Refusal,
    slug="child-school-hours",
    kind="invalid",
    rule="C3",
    article=CALENDAR,
    indonesian="Sesi {number} ({day} {starts}–{ends}) mengganggu jam sekolah Anak ({school}).",
):
    """Session {number} ({day} {starts}–{ends}) disturbs a child's school hours ({school})."""


class NotAnInstitution(
    Refusal,
    slug="not-an-institution",
    kind="invalid",
    indonesian="Warga binaan terdaftar pada lembaga pemasyarakatan; {id} bukan lembaga yang dikenal.",
):
    """A participant belongs to a corrections institution; {id} is none that is known."""


class BirthDateUnlikely(
    Refusal,
    slug="birth-date-unlikely",
    kind="invalid",
    indonesian="Umur menurut tanggal lahir adalah {age}; yang diterima {minimum} sampai {maximum} tahun.",
):
    """By the birth date the age is {age}; {minimum} to {maximum} years are taken."""


class RegisterNumberTaken(
    Refusal, slug="register-number-taken", indonesian="Nomor register ini sudah dipakai di lembaga yang sama."
):
    """This register number is already used in the same institution."""


class PersonRegistered(Refusal, slug="person-registered", indonesian="Orang ini sudah terdaftar di lembaga yang sama."):
    """This person is already registered in the same institution."""


class RegisterNumberAmbiguous(
    Refusal,
    slug="register-number-ambiguous",
    indonesian="Lembaga lain memakai nomor register yang sama; sertakan NIK agar dua orang tidak tertukar.",
):
    """Another institution uses the same register number: give the NIK, so that two persons are not taken for one."""


class OtherInstitution(
    Refusal,
    slug="participant-of-another-institution",
    kind="invalid",
    indonesian="Program ini untuk warga binaan lembaga {institution}.",
):
    """The programme is for the participants of institution {institution}."""


class AgeOutside(
    Refusal,
    slug="age-outside",
    kind="invalid",
    indonesian="Syarat umur {minimum} sampai {maximum} tahun; peserta berumur {age}.",
):
    """The programme takes ages {minimum} to {maximum}; the participant is {age}."""


class RiskNotAllowed(
    Refusal,
    slug="risk-level-not-allowed",
    kind="invalid",
    indonesian="Tingkat risiko {risk} tidak termasuk yang diterima: {allowed}.",
):
    """The risk level {risk} is not among those taken: {allowed}."""


class PriorSkillMissing(
    Refusal, slug="prior-skill-missing", kind="invalid", indonesian="Peserta harus lulus pelatihan {skill} lebih dulu."
):
    """The participant must have completed a course in {skill} first."""


class AlreadyEnrolled(Refusal, slug="already-enrolled", indonesian="Peserta sudah terdaftar dalam program ini."):
    """The participant is already enrolled in this programme."""


class WrongState(
    Refusal,
    slug="wrong-state",
    indonesian="Pendaftaran berstatus {state}; tindakan ini memerlukan status {needed}.",
):
    """The enrolment is {state}; this needs it to be {needed}."""


class NotInProgramme(
    Refusal, slug="not-in-programme", kind="not_found", indonesian="Tidak ada pendaftaran ini dalam program ini."
):
    """There is no such enrolment in this programme."""


class AttendanceTooLow(
    Refusal,
    slug="attendance-too-low",
    indonesian="Hadir {present} dari {sessions} sesi; syarat kelulusan {minimum} persen.",
):
    """Present at {present} of {sessions} sessions; the pass rule asks for {minimum} percent."""


class NotAssessed(Refusal, slug="not-assessed", indonesian="Peserta belum dinilai; nilai minimum {minimum}."):
    """The participant has not been assessed; the pass rule asks for a score of {minimum}."""


class ScoreTooLow(Refusal, slug="score-too-low", indonesian="Nilai {score}; syarat kelulusan {minimum}."):
    """The score is {score}; the pass rule asks for {minimum}."""
