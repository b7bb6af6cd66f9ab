"""What a sale and its return refuse."""

from __future__ import annotations

from shared.errors import Refusal


class PriceBelowFloor(
    Refusal,
    kind="invalid",
    article="configuration",
    indonesian="Harga paling rendah Rp{floor:,} per buah ({percent}% dari biaya bahan); tercantum Rp{price:,}.",
):
    """The lowest price is Rp{floor:,} a piece ({percent}% of the material cost); it says Rp{price:,}."""


class NoPriceOnThatDay(Refusal, kind="invalid", indonesian="Produk ini belum mempunyai harga pada {on}."):
    """The product had no price on {on} yet."""


class SaleReturned(Refusal, indonesian="Penjualan ini sudah dibatalkan karena barangnya kembali."):
    """The sale is reversed already: the goods came back."""


class MoreThanSold(Refusal, kind="invalid", indonesian="Terjual {sold}; yang kembali tidak bisa {returned}."):
    """{sold} were sold; {returned} cannot come back."""
