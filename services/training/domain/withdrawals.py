"""Withdrawals for a need inside: within the balance and the limit of the month, decided by a second person."""

from __future__ import annotations

from typing import Protocol

from services.training.errors import withdrawals as errors
from services.training.errors.ledger import BalanceTooLow, SecondPersonNeeded


class Proposed(Protocol):
    @property
    def state(self) -> str: ...

    @property
    def proposed_by(self) -> str: ...


def need_balance(rupiah: int, balance: int) -> None:
    """Raises BalanceTooLow."""
    if rupiah > balance:
        raise BalanceTooLow


def need_limit(rupiah: int, taken: int, limit: int) -> None:
    """`taken` in the month, by the person. Raises MonthlyLimit."""
    if taken + rupiah > limit:
        raise errors.MonthlyLimit(limit=limit, taken=taken, asked=rupiah)


def need_open(withdrawal: Proposed, decided_by: str) -> None:
    """Raises WithdrawalSettled, SecondPersonNeeded."""
    if withdrawal.state != "proposed":
        raise errors.WithdrawalSettled(state=withdrawal.state)
    if withdrawal.proposed_by == decided_by:
        raise SecondPersonNeeded


def need_receipt(paid: bool, receipt_number: str | None) -> None:
    """Raises ReceiptNeeded."""
    if paid != (receipt_number is not None):
        raise errors.ReceiptNeeded
