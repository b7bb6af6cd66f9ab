"""What a transfer, a release or a return refuses."""

from __future__ import annotations

from shared.errors import Refusal


class DayToCome(
    Refusal,
    kind="invalid",
    indonesian="Tanggal {on} belum tiba; yang direncanakan ditulis sebagai perkiraan bebas (expected_release).",
):
    """The day {on} is still to come; what is planned is written as the expected release."""


class DayBeforeStay(
    Refusal,
    kind="invalid",
    indonesian="Tanggal {on} mendahului {from_on}, hari pertama yang mungkin menurut riwayat peserta.",
):
    """The day {on} is before {from_on}, the first that the participant's history allows."""


class SameInstitution(
    Refusal, kind="invalid", indonesian="Peserta sudah berada di lembaga ini; pemindahan adalah ke lembaga lain."
):
    """The participant is held in this institution already; a transfer leads to another one."""


class NotReleased(Refusal, indonesian="Peserta tidak berstatus bebas; yang kembali adalah mereka yang telah bebas."):
    """The participant is not released; only those who were released come back."""


class ArrivalConfirmed(Refusal, indonesian="Kedatangan peserta ini sudah dikonfirmasi."):
    """The arrival of this participant is confirmed already."""
