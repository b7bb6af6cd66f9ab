"""The ledger in double entry: accounts of persons and of institutions, and entries that balance.

A person's accounts hold what the institution owes to the person (rule P1): wage, premium, and what the family brought,
apart. Nothing is edited: a correction is a reversing entry that names what it reverses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.training import events
from services.training.domain.sales import Sold
from services.training.domain.splits import OF_MAKERS, Share
from services.training.errors import ledger as errors
from services.training.events import EntryKind
from shared.ids import new_id
from shared.messaging.events import Event

PersonKind = Literal["wage", "premium", "deposit"]
AccountKind = Literal[
    "wage",
    "premium",
    "deposit",
    "cash",
    "receivable",
    "material",
    "capital",
    "reserve",
    "state",
    "agency",
    "wage_cost",
    "budget",
    "transfers",
]
Source = Literal["family", "community", "other", "carried_over"]
"""Where a deposit comes from. No name: `carried_over` is what an older book says."""
CashKind = Literal["remittance", "budget", "state_payment", "agency_payment", "material_purchase", "capital_use"]

PERSONAL: tuple[PersonKind, ...] = ("wage", "premium", "deposit")
REVERSIBLE: tuple[EntryKind, ...] = (
    *("wage", "deposit", "withdrawal", "remittance", "budget"),
    *("state_payment", "agency_payment", "material_purchase", "capital_use"),
)
"""What a second person may reverse. A sale is reversed by its return, a pay-out has a signed receipt."""


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """`owner` is the participant of a personal account, or the agency of a receivable or of an agency's part."""

    institution_id: UUID
    kind: AccountKind
    owner: UUID | None = None

    @property
    def is_personal(self) -> bool:
        return self.kind in PERSONAL


@dataclass(frozen=True, slots=True)
class Entry:
    """`amounts` are credit less debit, by account. Those of nothing are left out."""

    kind: EntryKind
    institution_id: UUID
    occurred_on: date
    amounts: Mapping[Account, int]
    sale_id: UUID | None = None
    split_rule_id: UUID | None = None
    reverses: UUID | None = None
    pair_id: UUID | None = None
    category: str | None = None
    document: str | None = None
    id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        object.__setattr__(self, "amounts", {account: sum_ for account, sum_ in self.amounts.items() if sum_})
        if sum(self.amounts.values()):
            raise ValueError(f"an entry balances: {dict(self.amounts)}")


def transfer(source: Account, to: Account, rupiah: int) -> dict[Account, int]:
    """The amounts of an entry with two lines: what `source` has less, `to` has more."""
    return {source: -rupiah, to: rupiah}


def sale(sold: Sold, shares: list[Share], rule_id: UUID) -> Entry:
    """What the agency that sells owes after its commission, by material and by the parts of the profit.

    A loss is borne by the working capital, never by a maker. Raises SaleNotAddingUp."""
    gain = sold.revenue - sold.material_cost - sold.commission
    if sold.profit != max(gain, 0) or sum(share.rupiah for share in shares) != sold.profit:
        raise errors.SaleNotAddingUp(
            profit=sold.profit,
            revenue=sold.revenue,
            material_cost=sold.material_cost,
            commission=sold.commission,
        )
    at = sold.institution_id
    amounts = {
        Account(at, "receivable", sold.agency_id): sold.commission - sold.revenue,
        Account(at, "material"): sold.material_cost,
        Account(at, "capital"): min(gain, 0),
    }
    for share in shares:
        account = account_of(share, sold)
        amounts[account] = amounts.get(account, 0) + share.rupiah
    return Entry("sale", at, sold.on, amounts, sale_id=sold.sale_id, split_rule_id=rule_id)


def account_of(share: Share, sold: Sold) -> Account:
    owner = share.participant_id if share.part in OF_MAKERS else sold.agency_id if share.part == "agency" else None
    return Account(sold.institution_id, share.part, owner)


def reversal(
    entry_id: UUID,
    institution_id: UUID,
    amounts: Mapping[Account, int],
    on: date,
    document: str | None,
    sale_id: UUID | None = None,
) -> Entry:
    """The same amounts the other way round. The capital stands in for an account that is nobody's any more."""
    turned: dict[Account, int] = {}
    for account, rupiah in amounts.items():
        nobodys = account.is_personal and account.owner is None
        at = Account(institution_id, "capital") if nobodys else account
        turned[at] = turned.get(at, 0) - rupiah
    return Entry("reversal", institution_id, on, turned, reverses=entry_id, document=document, sale_id=sale_id)


def bear(entry: Entry, balances: Mapping[Account, int]) -> Entry:
    """What a person no longer has on the account is borne by the working capital: nobody owes a premium back."""
    capital, amounts = Account(entry.institution_id, "capital"), dict(entry.amounts)
    for account, rupiah in entry.amounts.items():
        if account.is_personal and (missing := -(rupiah + balances[account])) > 0:
            amounts[account] += missing
            amounts[capital] = amounts.get(capital, 0) - missing
    return replace(entry, amounts=amounts)


def keep(entry: Entry, kept: Mapping[Account, int]) -> Entry:
    """A sale of what a buyer keeps: what its makers have kept of the reversed sale counts for it, and is not credited
    again. The working capital, which bore it, has it back."""
    capital, amounts = Account(entry.institution_id, "capital"), dict(entry.amounts)
    for account, rupiah in entry.amounts.items():
        if account.is_personal and (had := min(rupiah, kept.get(account, 0))) > 0:
            amounts[account] -= had
            amounts[capital] = amounts.get(capital, 0) + had
    return replace(entry, amounts=amounts)


_CASH: Mapping[CashKind, tuple[AccountKind, int]] = {
    "remittance": ("receivable", 1),
    "budget": ("budget", 1),
    "state_payment": ("state", -1),
    "agency_payment": ("agency", -1),
    "material_purchase": ("material", -1),
    "capital_use": ("capital", -1),
}
"""The account on the other side of the cash, and whether the money comes in (1) or goes out (-1)."""
_WITHIN: frozenset[CashKind] = frozenset({"remittance", "state_payment", "agency_payment", "capital_use"})
"""Never more than what is booked there."""
_OF_AGENCY: frozenset[CashKind] = frozenset({"remittance", "agency_payment"})


def cash_accounts(institution_id: UUID, kind: CashKind, agency_id: UUID | None) -> tuple[Account, Account]:
    """The cash, and the account on the other side. Raises OrganisationNeeded."""
    if (agency_id is not None) != (kind in _OF_AGENCY):
        raise errors.OrganisationNeeded(kind=kind)
    return Account(institution_id, "cash"), Account(institution_id, _CASH[kind][0], agency_id)


def cash_movement(kind: CashKind, cash: Account, other: Account, rupiah: int, booked: int) -> dict[Account, int]:
    """Money that comes in or goes out. The cash may fall below zero: what a person is owed does not wait for an agency.

    `booked` is the balance of the other account. Raises MoreThanBooked."""
    direction = _CASH[kind][1]
    available = -booked if direction > 0 else booked
    if kind in _WITHIN and rupiah > available:
        raise errors.MoreThanBooked(account=other.kind, booked=max(available, 0), asked=rupiah)
    return {cash: -direction * rupiah, other: direction * rupiah}


def need_past(on: date, today: date) -> None:
    """Raises DayToCome."""
    if on > today:
        raise errors.DayToCome(on=on, today=today)


def posted(entry: Entry, day: date, lines: list[tuple[UUID, int, int]]) -> Event:
    """The record of an entry, with the ids of its accounts."""
    return events.EntryPosted(
        entry_id=entry.id,
        institution_id=entry.institution_id,
        kind=entry.kind,
        day=day,
        reverses=entry.reverses,
        lines=lines,
    )
