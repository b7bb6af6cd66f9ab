"""Facts about the ledger: a premium that was credited, and a record of each entry."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from services.training.events.topics import PeopleEvent, TrainingRecord
from shared.messaging.events import Internal

EntryKind = Literal[
    "sale",
    "wage",
    "deposit",
    "withdrawal",
    "payout",
    "moved_out",
    "moved_in",
    "reversal",
    "remittance",
    "budget",
    "state_payment",
    "agency_payment",
    "material_purchase",
    "capital_use",
]


class PremiumCredited(
    PeopleEvent, type="training.premium.credited", key="credit_id", detail="/training/ledger/credits/{}"
):
    """Premium credited.

    When a maker's share of the profit of a sale is on the maker's account. The amount and the sale stay inside: what
    somebody earned tells about the person, and prices are public, so a sum leads to the product and its maker."""

    credit_id: UUID
    institution_id: UUID
    agency_id: UUID
    credited_on: date
    person_id: Annotated[UUID, Internal()]
    sale_id: Annotated[UUID, Internal()]
    amount_rupiah: Annotated[int, Internal()]


class EntryPosted(TrainingRecord, type="training.record.entry-posted", key="entry_id"):
    """An entry was booked. `lines`: account, debit and credit in rupiah. Whose an account is, stands in the ledger."""

    entry_id: UUID
    institution_id: UUID
    kind: EntryKind
    day: date
    reverses: UUID | None
    lines: list[tuple[UUID, int, int]]
