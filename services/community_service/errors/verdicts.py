"""Refusals of a verdict at intake, whoever it is about."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_3, ART_85_8, ART_85_9, KUHP
from services.community_service.words import words_of
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


class Commercial(
    Refusal,
    kind="invalid",
    rule="K3",
    article=ART_85_3,
    indonesian="Kerja sosial tidak boleh dikomersialkan.",
):
    """Community service is never commercial."""


class OfficeNotNamed(
    Refusal,
    kind="invalid",
    rule="K7",
    article=ART_85_8,
    indonesian=(
        "Putusan harus menyebut kejaksaan (pengawas) dan balai pemasyarakatan (pembimbing); belum ada: {missing}."
    ),
    words={"missing": words_of("verdict_part")},
):
    """The verdict names the prosecutor who supervises and the probation office that guides; missing: {missing}."""


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


class OfficeOfOtherKind(
    Refusal,
    kind="invalid",
    rule="K7",
    article=ART_85_8,
    indonesian="{code} dalam register bukan {needed}.",
    words={"needed": words_of("office_kind")},
):
    """In the register {code} is no {needed}."""


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
