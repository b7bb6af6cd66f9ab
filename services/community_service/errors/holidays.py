"""Refusals of the calendar of holidays."""

from __future__ import annotations

from services.community_service.errors.articles import CHILD_DAY
from shared.errors import Refusal


class DecreeInFuture(Refusal, kind="invalid", indonesian="Keputusan bertanggal {decreed_on}; hari itu belum tiba."):
    """The decree is dated {decreed_on}; that day has not come yet."""


class DayTwice(Refusal, kind="invalid", indonesian="Hari {on} sudah disebut pada baris lain."):
    """The day {on} stands in another line already."""


class LaterDecreeHolds(
    Refusal,
    indonesian=(
        "Untuk {on} berlaku keputusan yang lebih baru, {number} tanggal {decreed_on}. "
        "Bila keputusan itu salah dicatat, sebutkan alasan pembetulannya."
    ),
):
    """A later decree holds for {on}: {number} of {decreed_on}. If it was recorded wrongly, state a correction."""


class CalendarTooLong(
    Refusal,
    kind="invalid",
    indonesian="Kalender {since} s.d. {until} tidak dapat dibaca: paling banyak {days} hari, dan akhir setelah awal.",
):
    """The calendar from {since} to {until} cannot be read: at most {days} days, and the end after the start."""


class ChildNoWorkingDay(
    Refusal,
    kind="invalid",
    rule="C2",
    article=CHILD_DAY,
    indonesian="Anak hanya bekerja pada hari kerja; {on} bukan hari kerja ({why}).",
):
    """A child serves on working days only; {on} is none ({why})."""


class NobodyExpected(
    Refusal,
    kind="invalid",
    indonesian=(
        "Pada {on} tidak ada yang wajib datang ({why}). Catat ketidakhadiran yang dapat diterima, dengan alasan."
    ),
):
    """Nobody had to come on {on} ({why}). Record an acceptable absence, with the reason."""
