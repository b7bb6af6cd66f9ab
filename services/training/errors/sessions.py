"""What the calendar of a programme refuses."""

from __future__ import annotations

from shared.errors import Refusal


class SessionUnknown(
    Refusal,
    kind="invalid",
    indonesian="Program ini memiliki {sessions} sesi; tidak ada sesi {number}.",
):
    """The programme has {sessions} sessions; there is no session {number}."""


class SessionOutsideProgramme(
    Refusal,
    kind="invalid",
    indonesian="Sesi {number} ({day}) harus dimulai dan selesai pada satu hari dalam masa program ({programme}).",
):
    """Session {number} ({day}) must begin and end on one day of the programme ({programme})."""


class SessionOverlaps(Refusal, kind="invalid", indonesian="Sesi {number} bertumpang tindih dengan sesi {other}."):
    """Session {number} overlaps with session {other}."""


class SessionClashes(
    Refusal,
    indonesian="Pada waktu sesi {number} ({day} {starts}–{ends}), {persons} peserta mengikuti pelatihan lain.",
):
    """At the time of session {number} ({day} {starts}–{ends}), {persons} of the participants have another course."""


class SessionHeld(Refusal, indonesian="Sesi {number} sudah dimulai; jadwalnya tidak dapat diubah."):
    """Session {number} has begun: it cannot be moved."""


class SessionNotScheduled(Refusal, indonesian="Sesi {number} belum dijadwalkan."):
    """Session {number} is not on the calendar yet."""


class SessionNotStarted(Refusal, indonesian="Sesi {number} baru dimulai pada {starts_at}."):
    """Session {number} begins only at {starts_at}."""


class SessionCancelled(
    Refusal, indonesian="Sesi {number} dibatalkan; jadwalkan sesi pengganti (make-up) untuk menggantikannya."
):
    """Session {number} is cancelled: schedule a make-up session for it."""


class SessionRecorded(Refusal, indonesian="Kehadiran sesi {number} sudah dicatat; sesi itu tidak dapat dibatalkan."):
    """The attendance of session {number} is recorded: it was held and cannot be cancelled."""


class SessionStillToCome(
    Refusal,
    indonesian="Sesi pengganti dimulai sesudah sesi {number} berakhir ({ends_at}), atau batalkan sesi itu dulu.",
):
    """A make-up session begins after session {number} has ended ({ends_at}), unless that one is cancelled first."""


class MakeUpsUsedUp(Refusal, indonesian="Sebuah program memiliki paling banyak {maximum} sesi pengganti."):
    """A programme has at most {maximum} make-up sessions."""
