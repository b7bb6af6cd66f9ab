"""Refusals of a verdict at intake."""

from __future__ import annotations

from services.community_service.errors.articles import (
    ART_85_1,
    ART_85_2,
    ART_85_3,
    ART_85_4,
    ART_85_5,
    ART_85_7,
    ART_85_8,
    ART_85_9,
    CHILD_AGE,
    CHILD_BREACH,
    CHILD_DAY,
    CHILD_HOURS,
    CHILD_PRISON,
    KUHP,
)
from shared.errors import Refusal


class VerdictBeforeTheLaw(
    Refusal,
    kind="invalid",
    rule="K1",
    article=f"{KUHP} art. 624",
    indonesian="Kerja sosial berlaku sejak {valid_from}; putusan bertanggal {verdict_date}.",
):
    """Community service exists since {valid_from}; the verdict is of {verdict_date}."""


class VerdictInFuture(
    Refusal,
    kind="invalid",
    indonesian="Tanggal putusan {verdict_date} belum tiba.",
):
    """The verdict is dated {verdict_date}, which has not come yet."""


class OffenceAfterVerdict(
    Refusal,
    kind="invalid",
    indonesian="Tanggal tindak pidana sesudah tanggal putusan {verdict_date}.",
):
    """The offence is dated after the verdict of {verdict_date}."""


class ReplacedPrisonTooLong(
    Refusal,
    kind="invalid",
    rule="K1",
    article=ART_85_1,
    indonesian=(
        "Kerja sosial menggantikan penjara paling lama {maximum} bulan ({maximum_days} hari); putusan "
        "menyebut {days} hari."
    ),
):
    """It may replace prison of at most {maximum} months ({maximum_days} days); the verdict says {days} days."""


class ReplacedFineTooHigh(
    Refusal,
    kind="invalid",
    rule="K1",
    article=ART_85_1,
    indonesian=(
        "Kerja sosial menggantikan denda paling banyak kategori II (Rp{maximum:,}); putusan menyebut Rp{fine:,}."
    ),
):
    """Community service replaces a fine of at most category II (Rp{maximum:,}); the verdict says Rp{fine:,}."""


class OffenceTooGrave(
    Refusal,
    kind="invalid",
    rule="K1",
    article=ART_85_1,
    indonesian=(
        "Kerja sosial hanya untuk tindak pidana yang diancam kurang dari {below} bulan; tindak pidana ini "
        "diancam {months} bulan."
    ),
):
    """The offence must carry less than {below} months of prison; this one carries {months}."""


class ConsentMissing(
    Refusal,
    kind="invalid",
    rule="K2",
    article=ART_85_2,
    indonesian="Putusan tidak memuat persetujuan terpidana setelah dijelaskan.",
):
    """The verdict does not record the convict's consent after explanation."""


class Commercial(
    Refusal,
    kind="invalid",
    rule="K3",
    article=ART_85_3,
    indonesian="Kerja sosial tidak boleh dikomersialkan.",
):
    """Community service is never commercial."""


class HoursOutOfRange(
    Refusal,
    kind="invalid",
    rule="K4",
    article=ART_85_4,
    indonesian="Kerja sosial {minimum} sampai {maximum} jam; putusan menyebut {hours} jam.",
):
    """Community service is {minimum} to {maximum} hours; the verdict says {hours}."""


class DayTooLong(
    Refusal,
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian="Kerja sosial paling lama {maximum} jam sehari; putusan menyebut {hours} jam.",
):
    """Community service is at most {maximum} hours a day; the verdict says {hours}."""


class PeriodTooLong(
    Refusal,
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian=(
        "Kerja sosial diangsur paling lama {months} bulan, jadi sampai {latest}; putusan menyebut sampai {ends_on}."
    ),
):
    """Community service is done within at most {months} months, so until {latest}; the verdict says until {ends_on}."""


class DoesNotFitPeriod(
    Refusal,
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian=(
        "{hours} jam dengan {per_day} jam sehari memerlukan {needed} hari; masa {starts_on} s.d. {ends_on} "
        "hanya {available} hari."
    ),
):
    """{hours} hours at {per_day} hours a day need {needed} days; {starts_on} to {ends_on} has {available}."""


class OfficeNotNamed(
    Refusal,
    kind="invalid",
    rule="K7",
    article=ART_85_8,
    indonesian=(
        "Putusan harus menyebut kejaksaan (pengawas) dan balai pemasyarakatan (pembimbing); belum ada: {missing}."
    ),
):
    """The verdict names the prosecutor who supervises and the probation office that guides; missing: {missing}."""


class VerdictIncomplete(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian=(
        "Putusan harus memuat pidana yang digantikan, ancaman pidananya, jam per hari, jangka waktu dan sanksi bila "
        "tidak dijalani; belum ada: {missing}."
    ),
):
    """The verdict states what is replaced, hours per day, period and sanctions; missing: {missing}."""


class PeriodReversed(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Jangka waktu berakhir ({ends_on}) sebelum dimulai ({starts_on}).",
):
    """The period ends on {ends_on}, before it starts on {starts_on}."""


class PeriodBeforeVerdict(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Jangka waktu dimulai {starts_on}, sebelum putusan {verdict_date}.",
):
    """The period starts on {starts_on}, before the verdict of {verdict_date}."""


class BirthAfterOffence(Refusal, kind="invalid", indonesian="Tanggal lahir sesudah tanggal tindak pidana."):
    """The person was born after the offence."""


class PeriodOver(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Jangka waktu putusan berakhir {ends_on}; tidak ada hari yang tersisa.",
):
    """The period of the verdict ended on {ends_on}; no day of it is left."""


class PrisonAndFine(
    Refusal,
    kind="invalid",
    rule="K1",
    article=ART_85_1,
    indonesian="Kerja sosial menggantikan penjara atau denda, tidak keduanya sekaligus.",
):
    """Community service takes the place of prison or of a fine, never of both."""


class PeriodTooManyDays(
    Refusal,
    kind="invalid",
    rule="K5",
    article=ART_85_5,
    indonesian=(
        "Kerja sosial diangsur paling lama {months} bulan: {months} × {per_month} = {maximum} hari, dari {starts_on} "
        "sampai {latest}; putusan menyebut sampai {ends_on}, yaitu {days} hari."
    ),
):
    """At most {months} × {per_month} = {maximum} days, {starts_on} to {latest}; the verdict: {days}, to {ends_on}."""


class SanctionTooHigh(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Sanksi {kind} {amount:,} melebihi yang digantikan atau dijatuhkan ({maximum:,}).",
):
    """The sanction {kind} is {amount:,}, more than what was replaced or imposed ({maximum:,})."""


class ChildHasNoSanctions(
    Refusal,
    kind="invalid",
    rule="C5",
    article=CHILD_BREACH,
    indonesian="Terhadap anak tidak ada sanksi penjara atau denda: hakim pengawas hanya memerintahkan pengulangan.",
):
    """For a child's failure there is neither prison nor fine: the supervising judge orders a repeat only."""


class ChildConditionOfPrison(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_PRISON,
    indonesian="Pelayanan masyarakat anak adalah syarat pidana penjara, tanpa denda; putusan memuat penjaranya.",
):
    """A child's community service is a condition of a prison term, which the verdict states; never of a fine."""


class ChildPrisonTooLong(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_PRISON,
    indonesian=(
        "Pelayanan masyarakat oleh anak adalah syarat pidana penjara paling lama {years} tahun ({maximum_days} "
        "hari); putusan menyebut {months} bulan dan {days} hari."
    ),
):
    """Prison of at most {years} years ({maximum_days} days); the verdict says {months} months, {days} days."""


class ChildPeriodTooLong(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_PRISON,
    indonesian="Masa pelayanan masyarakat anak paling lama {years} tahun, jadi sampai {latest}; putusan: {ends_on}.",
):
    """A child serves within at most {years} years, so until {latest}; the verdict says until {ends_on}."""


class ChildDoesNotFitPeriod(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian=(
        "{hours} jam dengan {per_day} jam sehari memerlukan {needed} hari kerja; masa {starts_on} s.d. {ends_on} hanya "
        "memuat {available} hari kerja."
    ),
):
    """{hours} hours at {per_day} hours a day need {needed} working days; {starts_on} to {ends_on} has {available}."""


class ChildVerdictIncomplete(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_HOURS,
    indonesian="Putusan harus memuat jangka waktu pelayanan masyarakat; belum ada: {missing}.",
):
    """The verdict states the period of the service; missing: {missing}."""


class OfficeOfOtherKind(
    Refusal,
    kind="invalid",
    rule="K7",
    article=ART_85_8,
    indonesian="{code} dalam register bukan {needed}.",
):
    """In the register {code} is no {needed}."""


class TooYoung(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_AGE,
    indonesian="Anak di bawah {minimum} tahun saat tindak pidana tidak dapat dijatuhi pidana, hanya tindakan.",
):
    """Who was under {minimum} years at the offence is not punished at all."""


class ChildHoursOutOfRange(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_HOURS,
    indonesian="Pelayanan masyarakat oleh anak {minimum} sampai {maximum} jam; putusan menyebut {hours} jam.",
):
    """A child's community service is {minimum} to {maximum} hours; the verdict says {hours}."""


class ChildDayTooLong(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Pelayanan masyarakat oleh anak paling lama {maximum} jam sehari; putusan menyebut {hours} jam.",
):
    """A child's community service is at most {maximum} hours a day; the verdict says {hours}."""


class VerdictAlreadyRecorded(
    Refusal,
    indonesian=(
        "Putusan {court_code} dengan nomor ini sudah tercatat dengan isi lain; perubahan putusan adalah "
        "peristiwa tersendiri."
    ),
):
    """This verdict of {court_code} is recorded with other content; changes are facts of their own."""


class PersonMismatch(
    Refusal,
    indonesian=(
        "NIK ini tercatat dengan nama atau tanggal lahir lain. Periksa NIK pada putusan; bila data yang tercatat yang "
        "salah, hubungi pengelola."
    ),
):
    """This NIK is on record with another name or birth date. Check the NIK; if the record is wrong, ask its keeper."""


class IntakeUnreadable(
    Refusal,
    kind="invalid",
    indonesian="Pesan ini bukan CloudEvents 1.0 yang dapat dibaca: {why}.",
):
    """The message is no readable CloudEvent 1.0: {why}."""


class IntakeUnexpected(
    Refusal,
    kind="invalid",
    indonesian="Topik ini hanya menerima {known}.",
):
    """This topic takes only {known}."""
