"""What the monthly wages refuse, line by line."""

from __future__ import annotations

from services.training.errors.ledger import P1
from shared.errors import Refusal


class WageBooked(
    Refusal,
    rule="P1",
    article=P1,
    indonesian="Upah bulan ini untuk pekerjaan yang sama sudah dibukukan dengan jumlah lain.",
):
    """The wage of this month for the same work is booked already, with another sum."""


class NotOfInstitution(Refusal, kind="not_found", indonesian="Tidak ada warga binaan ini di lembaga ini."):
    """There is no such participant in this institution."""


class NotHeldThatMonth(
    Refusal, kind="invalid", indonesian="Warga binaan ini tidak ditahan di lembaga ini pada bulan {month}."
):
    """This participant was not held in this institution in {month}."""


class WageLineUnreadable(Refusal, kind="invalid", indonesian="Baris ini tidak dapat dibaca: {why}."):
    """This line cannot be read: {why}."""


class WageLineRepeated(Refusal, kind="invalid", indonesian="Peserta ini sudah ada pada baris sebelumnya."):
    """This participant has an earlier line."""
