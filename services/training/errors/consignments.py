"""What a consignment refuses."""

from __future__ import annotations

from shared.errors import Refusal


class ConsignmentCounted(Refusal, indonesian="Titipan ini sudah dihitung kembali pada {on}."):
    """The consignment was counted back on {on}."""


class CountIncomplete(
    Refusal,
    kind="invalid",
    indonesian="Terjual {sold} + kembali {returned} + hilang {missing} bukan {remaining} yang masih di luar.",
):
    """Sold {sold} + returned {returned} + missing {missing} is not the {remaining} that are still out."""


class MissingWithoutReason(
    Refusal,
    kind="invalid",
    indonesian="Barang yang hilang dihapus dengan alasan; tanpa barang hilang tidak ada alasan.",
):
    """What is missing is written off with a reason; where nothing is missing there is none."""
