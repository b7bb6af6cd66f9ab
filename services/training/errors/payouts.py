"""What the pay-out at release refuses."""

from __future__ import annotations

from services.training.errors.ledger import P1
from shared.errors import Refusal


class PayoutSettled(
    Refusal,
    rule="P1",
    article=P1,
    indonesian="Pembayaran ini sudah selesai: dibayarkan sekali, tidak ada saldo, atau orangnya kembali.",
):
    """This is settled already: it was paid once, there was nothing, or the person came back."""


class NothingLeft(Refusal, rule="P1", article=P1, indonesian="Tidak ada saldo yang tersisa untuk dibayarkan."):
    """Nothing is left on the accounts to be paid."""
