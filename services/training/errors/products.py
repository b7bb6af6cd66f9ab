"""What a product, its price and its photos refuse."""

from __future__ import annotations

from shared.errors import Refusal


class PriceOfThePast(
    Refusal,
    kind="invalid",
    indonesian="Harga baru berlaku mulai hari ini ({today}) atau sesudahnya; tercantum {valid_from}.",
):
    """A new price counts from today ({today}) or later; it says {valid_from}."""


class PhotoStatementMissing(
    Refusal,
    kind="invalid",
    rule="C4",
    article="UU 11/2012 art. 19",
    indonesian="Nyatakan bahwa foto tidak memperlihatkan orang dan bukan hasil karya Anak.",
):
    """State that the photo shows no person, and no work of a child."""


class TooManyPhotos(Refusal, indonesian="Satu produk paling banyak mempunyai {maximum} foto; hapus satu lebih dulu."):
    """A product has at most {maximum} photos: remove one first."""
