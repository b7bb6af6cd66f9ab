"""Refusals of a diversion (diversi)."""

from __future__ import annotations

from services.community_service.errors.articles import (
    CHILD_DAY,
    DIVERSION,
    DIVERSION_AGE,
    DIVERSION_HOURS,
    DIVERSION_REPORT,
)
from services.community_service.words import words_of
from shared.errors import Refusal


class DeterminationInFuture(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION,
    indonesian="Tanggal penetapan {determination_date} belum tiba.",
):
    """The determination is dated {determination_date}, which has not come yet."""


class DeterminationBeforeRules(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION,
    indonesian="Penetapan diterima sejak {valid_from}; penetapan ini bertanggal {determination_date}.",
):
    """Determinations are taken in from {valid_from} on; this one is of {determination_date}."""


class OffenceAfterDetermination(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION,
    indonesian="Tanggal tindak pidana sesudah tanggal penetapan {determination_date}.",
):
    """The offence is dated after the determination of {determination_date}."""


class DiversionAge(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION_AGE,
    indonesian="Diversi untuk anak berumur {minimum} sampai di bawah {below} tahun saat tindak pidana.",
):
    """Diversion is for whoever was {minimum} to under {below} years old at the offence."""


class DiversionHoursOutOfRange(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION_HOURS,
    indonesian="Pelayanan masyarakat dalam diversi {minimum} sampai {maximum} jam; penetapan menyebut {hours} jam.",
):
    """Community service of a diversion is {minimum} to {maximum} hours; the determination says {hours}."""


class DiversionTooLong(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION,
    indonesian=(
        "Pelayanan masyarakat dalam diversi paling lama {months} bulan, jadi sampai {latest}; penetapan menyebut "
        "sampai {ends_on}."
    ),
):
    """In a diversion it lasts at most {months} months, so until {latest}; the determination says until {ends_on}."""


class DiversionDoesNotFit(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian=(
        "{hours} jam dengan {per_day} jam sehari memerlukan {needed} hari; masa {starts_on} s.d. {ends_on} hanya "
        "{available} hari kerja."
    ),
):
    """{hours} hours at {per_day} a day need {needed} days; {starts_on} to {ends_on} has {available} working days."""


class DeterminationIncomplete(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION,
    indonesian="Penetapan harus menyebut jangka waktu, kejaksaan dan balai pemasyarakatan; belum ada: {missing}.",
    words={"missing": words_of("verdict_part")},
):
    """The determination states the period, the prosecutor and the probation office; missing: {missing}."""


class PeriodBeforeDetermination(
    Refusal,
    kind="invalid",
    rule="C6",
    article=DIVERSION,
    indonesian="Jangka waktu dimulai {starts_on}, sebelum penetapan {determination_date}.",
):
    """The period starts on {starts_on}, before the determination of {determination_date}."""


class DeterminationAlreadyRecorded(
    Refusal,
    rule="C6",
    article=DIVERSION,
    indonesian="Penetapan {court_code} dengan nomor ini sudah tercatat dengan isi lain.",
):
    """This determination of {court_code} is recorded with other content."""


class DiversionOnlyReported(
    Refusal,
    rule="C6",
    article=DIVERSION_REPORT,
    indonesian="Diversi yang tidak dijalankan dilaporkan; tidak ada peringatan, usulan atau pengulangan.",
):
    """A diversion that is not carried out is reported: no warning, no proposal, no repeat."""


class NoDiversion(
    Refusal,
    rule="C6",
    article=DIVERSION_REPORT,
    indonesian="Perkara ini berdasarkan putusan, bukan diversi; kegagalannya ditangani sebagai pelanggaran.",
):
    """This case has a verdict and is no diversion; its failures are handled as a breach."""


class NoVerdictToChange(
    Refusal,
    rule="C6",
    article=DIVERSION,
    indonesian="Diversi tidak berdasarkan putusan; tidak ada putusan yang dapat diubah atau dicabut.",
):
    """A diversion has no verdict that could be changed or revoked."""
