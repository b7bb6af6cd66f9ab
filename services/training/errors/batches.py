"""What a batch and its stock refuse."""

from __future__ import annotations

from services.training.errors.workshops import P1
from shared.errors import Refusal


class MakerIsChild(
    Refusal,
    kind="invalid",
    rule="P1",
    article=P1,
    indonesian="Pembuat barang yang dijual berumur paling sedikit {minimum} tahun pada {made_on}; peserta {id} belum.",
):
    """A maker of goods for sale is {minimum} or older on {made_on}; participant {id} is not."""


class MakerOfOthers(
    Refusal,
    kind="invalid",
    indonesian="Pembuat adalah warga binaan lembaga ini; peserta {id} tidak terdaftar di sini.",
):
    """A maker is an inmate of this institution; participant {id} is not registered here."""


class MakerNotHere(
    Refusal,
    kind="invalid",
    indonesian="Peserta {id} tidak ditahan di lembaga ini pada {made_on}.",
):
    """Participant {id} was not held in this institution on {made_on}."""


class MadeInFuture(Refusal, kind="invalid", indonesian="Barang dibuat paling lambat hari ini; tercantum {made_on}."):
    """Goods are made by today; it says {made_on}."""


class OutOfStock(
    Refusal,
    indonesian="Di tempat ini tersisa {left}; diminta {asked}.",
):
    """{left} are left at this place; {asked} were asked for."""


class StockDay(
    Refusal,
    kind="invalid",
    indonesian="Tanggalnya antara {earliest} dan {latest}; tercantum {on}.",
):
    """The date is between {earliest} and {latest}; it says {on}."""
