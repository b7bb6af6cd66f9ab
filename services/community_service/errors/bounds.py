"""Refusals of what does not keep to what a verdict states beside hours and period."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_9
from shared.errors import Refusal


class OtherPlace(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian=("Putusan menetapkan tempat {place}. Tempat lain memerlukan penetapan jaksa."),
):
    """The verdict says where: {place}. Another place needs the prosecutor's act."""


class TooManyDaysAWeek(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Putusan: paling banyak {most} hari seminggu; minggu mulai {first} akan ada {days} hari.",
):
    """The verdict has at most {most} days a week; the week from {first} would have {days}."""


class TooManyDaysAMonth(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Putusan: paling banyak {most} hari sebulan; bulan mulai {first} akan ada {days} hari.",
):
    """The verdict has at most {most} days a month; the month from {first} would have {days}."""


class NoPlaceStated(Refusal, indonesian="Putusan ini tidak menetapkan tempat: setiap lokasi boleh dipakai."):
    """This verdict states no place: any site may be used."""
