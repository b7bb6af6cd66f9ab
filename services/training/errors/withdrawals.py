"""What withdrawals refuse."""

from __future__ import annotations

from shared.errors import Refusal


class MonthlyLimit(
    Refusal,
    rule="P1",
    article="configuration",
    indonesian="Batas pengambilan sebulan Rp{limit:,}; sudah diambil Rp{taken:,}, diminta Rp{asked:,}.",
):
    """The limit of a month is Rp{limit:,}; Rp{taken:,} are taken, Rp{asked:,} were asked."""


class WithdrawalSettled(Refusal, indonesian="Pengambilan ini sudah {state}."):
    """This withdrawal is {state} already."""


class ReceiptNeeded(
    Refusal,
    kind="invalid",
    indonesian="Pembayaran menyebut nomor tanda terima; penolakan tidak.",
):
    """A payment names its receipt; a rejection does not."""


class ReceiptUsed(Refusal, indonesian="Nomor tanda terima ini sudah dipakai di lembaga ini."):
    """The number of this receipt is already used in this institution."""
