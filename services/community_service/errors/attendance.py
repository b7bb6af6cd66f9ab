"""Refusals of attendance."""

from __future__ import annotations

from shared.errors import Refusal


class TimeInFuture(Refusal, kind="invalid", indonesian="Waktu {at} belum tiba."):
    """The time {at} has not come yet."""


class NotOnTheDay(
    Refusal,
    kind="invalid",
    indonesian=(
        "Waktu {at} bukan pada hari sesi, {on} (waktu setempat). Catat {starts_at} bila datang lebih dahulu, {ends_at} "
        "bila pulang kemudian: menit di luar jadwal tidak dihitung."
    ),
):
    """{at} is not on the session's day, {on}. Record {starts_at} for an earlier arrival, {ends_at} for a later end."""


class TooLongAfterMidnight(
    Refusal,
    kind="invalid",
    indonesian=(
        "Waktu keluar {at} terlalu lama sesudah hari sesi; paling lambat {latest}. "
        "Catat {ends_at}, akhir sesi: menit sesudahnya tidak dihitung."
    ),
):
    """The check-out at {at} is too long after the session's day; at the latest {latest}. Record {ends_at}, its end."""


class AfterSession(
    Refusal,
    kind="invalid",
    indonesian="Sesi berakhir {ends_at}; {at} terlambat untuk masuk. Catat ketidakhadiran.",
):
    """The session ended at {ends_at}; {at} is too late to check in. Record an absence."""


class OutBeforeIn(Refusal, kind="invalid", indonesian="Waktu keluar {at} mendahului waktu masuk {since}."):
    """The check-out at {at} is before the check-in at {since}."""


class SessionNotStarted(
    Refusal,
    kind="invalid",
    indonesian="Sesi baru dimulai {starts_at}; belum ada yang absen.",
):
    """The session starts at {starts_at}; nobody is absent yet."""


class NothingLeftToServe(
    Refusal,
    kind="invalid",
    indonesian=(
        "Semua jam sudah diakui: pada {on} tidak ada yang wajib datang. "
        "Catat ketidakhadiran yang dapat diterima, dengan alasan."
    ),
):
    """All hours are credited: nobody had to come on {on}. Record an acceptable absence, with the reason."""


class ReasonMissing(Refusal, kind="invalid", indonesian="Ketidakhadiran yang dapat diterima memerlukan alasan."):
    """An acceptable absence needs its reason."""


class SecondPersonNeeded(
    Refusal,
    kind="forbidden",
    indonesian="Kehadiran disahkan oleh orang lain dari yang mencatatnya.",
):
    """Attendance is signed off by someone other than whoever recorded it."""


class NotInThisBatch(
    Refusal,
    kind="invalid",
    indonesian="Sesi {session_id} bukan sesi lokasi ini pada {on}.",
):
    """Session {session_id} is not one of this site on {on}."""


class LineUnreadable(Refusal, kind="invalid", indonesian="Baris ini tidak dapat dibaca: {why}."):
    """This line cannot be read: {why}."""


class LookAtItFirst(
    Refusal,
    indonesian=(
        "Catatan ini tidak biasa (peringatan terbuka, dicatat terlambat, atau ada koreksi): periksa dahulu, lalu "
        "sahkan tersendiri."
    ),
):
    """Something is odd about this record (an open alarm, recorded late, or a correction): look, then sign it alone."""
