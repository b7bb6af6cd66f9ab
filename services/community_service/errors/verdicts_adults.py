"""Refusals of a verdict about an adult."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_1, ART_85_2, ART_85_4, ART_85_5, ART_85_7, ART_85_9
from services.community_service.words import words_of
from shared.errors import Refusal


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


class VerdictIncomplete(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian=(
        "Putusan harus memuat pidana yang digantikan, ancaman pidananya, jam per hari, jangka waktu dan sanksi bila "
        "tidak dijalani; belum ada: {missing}."
    ),
    words={"missing": words_of("verdict_part")},
):
    """The verdict states what is replaced, hours per day, period and sanctions; missing: {missing}."""


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
    words={"kind": words_of("verdict_part")},
):
    """The sanction {kind} is {amount:,}, more than what was replaced or imposed ({maximum:,})."""
