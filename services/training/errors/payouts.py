"""What the pay-out at release refuses."""

from __future__ import annotations

from services.training.errors.ledger import P1
from shared.errors import Refusal


class PayoutSettled(
    Refusal,
    rule="P1",
    article=P1,
    indonesian="Uang orang ini sudah dibayarkan; pembayaran hanya sekali.",
):
    """What this person is owed is paid already: it is paid once."""


class NothingLeft(Refusal, rule="P1", article=P1, indonesian="Tidak ada saldo yang tersisa untuk dibayarkan."):
    """Nothing is left on the accounts to be paid."""
