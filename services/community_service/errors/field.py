"""Refusals of what supervisors' phones send."""

from __future__ import annotations

from shared.errors import Refusal


class EntryUnreadable(Refusal, kind="invalid", indonesian="Catatan ini tidak dapat dibaca: {why}."):
    """This entry cannot be read: {why}."""


class EntryOfAnother(
    Refusal,
    kind="forbidden",
    indonesian="Catatan ini dibuat oleh orang lain; hanya ia yang dapat mengirimnya.",
):
    """This entry was made by somebody else: only they can send it."""


class EntryIdReused(Refusal, kind="invalid", indonesian="Nomor catatan ini sudah dipakai untuk catatan lain."):
    """The id of this entry was used for another one."""


class SessionUnknown(Refusal, kind="not_found", indonesian="Sesi ini tidak ada."):
    """There is no such session."""


class SessionGone(Refusal, indonesian="Sesi ini sudah dibatalkan pada {at}; tidak ada kehadiran yang dicatat."):
    """This session was cancelled on {at}; no attendance is recorded."""


class AlreadyRecorded(
    Refusal,
    indonesian="Kehadiran sesi ini sudah dicatat. Bila catatan Anda yang benar, usulkan koreksi.",
):
    """The attendance of this session is recorded already. If yours is right, propose a correction."""


class ArrivalMissing(Refusal, indonesian="Kedatangan belum dicatat. Kirim dahulu catatan datang, lalu catatan pulang."):
    """The arrival is not recorded yet. Send it first, then the departure."""


class SentenceEnded(
    Refusal,
    indonesian="Pidana orang ini sudah selesai, dicabut, gugur atau ditutup; tidak ada lagi yang dicatat.",
):
    """This person's sentence is completed, revoked, lapsed or closed: nothing is recorded any more."""


class SiteTakesNobody(
    Refusal,
    indonesian="Lokasi ini dihentikan atau ditutup sejak {since}; sesudah itu tidak ada yang diterima.",
):
    """This site is suspended or closed since {since}; nobody is taken after that."""


class AppTooOld(
    Refusal,
    indonesian="Aplikasi di ponsel ini terlalu lama. Perbarui dahulu; catatan Anda tetap tersimpan di ponsel.",
):
    """The app on this phone is too old. Update it first; your entries stay on the phone."""


class AnotherSignedIn(
    Refusal, indonesian="Yang masuk sekarang orang lain; catatan dikirim hanya oleh pembuatnya sendiri."
):
    """Somebody else is signed in now; entries are sent only by who made them."""
