"""Refusals of a verdict about a child."""

from __future__ import annotations

from services.community_service.errors.articles import CHILD_AGE, CHILD_BREACH, CHILD_DAY, CHILD_HOURS, CHILD_PRISON
from services.community_service.words import words_of
from shared.errors import Refusal


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
        "hari); putusan menyebut {days} hari."
    ),
):
    """Prison of at most {years} years ({maximum_days} days); the verdict says {days} days."""


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
    words={"missing": words_of("verdict_part")},
):
    """The verdict states the period of the service; missing: {missing}."""


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
