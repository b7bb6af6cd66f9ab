"""What a sale leaves is booked in its transaction: split by the institution's rule, credited to the makers.

The caller has locked the sale and appends the facts. Accounts are locked here, after everything else.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.training.commands.ledger_homes import follow
from services.training.domain import ledger, splits
from services.training.domain.children import is_child
from services.training.domain.ledger import Account, Entry
from services.training.domain.sales import Sold
from services.training.errors.ledger import ChildEarnsNothing
from services.training.events import PremiumCredited
from services.training.rules import RULES
from services.training.store import ledger as store
from services.training.store import splits as split_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.messaging.events import Event
from shared.postgres.pool import Connection


async def post_sale(conn: Connection, sold: Sold, actor: Actor, now: datetime) -> list[Event]:
    """Books a sale by the rule that is valid on its day, and keeps which.

    Raises NoSplitRule, SaleWithoutMakers, ChildEarnsNothing, SaleNotAddingUp, SaleBooked."""
    makers = [maker.participant_id for maker in sold.makers]
    rules = RULES.on(local_day(now))
    if any(is_child(born, sold.on, rules) for born in await store.birth_dates(conn, makers)):
        raise ChildEarnsNothing
    await store.lock(conn, _accounts(sold), now)
    rule = await split_store.valid_on(conn, sold.institution_id, sold.on)
    entry = ledger.sale(sold, splits.split(sold.profit, rule, sold.makers), rule.id)
    if sold.replaces:
        entry = ledger.keep(entry, await store.kept_of(conn, sold.replaces))
    posted = await store.post(conn, [entry], actor.subject, now)
    credited = await _credited(conn, sold, entry, now)
    return [*credited, *posted, *await follow(conn, entry.amounts, actor.subject, now)]


def _accounts(sold: Sold) -> list[Account]:
    """All that a sale may touch: one lock in one order, before the rule is read."""
    at = sold.institution_id
    own = [Account(at, kind) for kind in ("material", "capital", "reserve", "state")]
    agency = [Account(at, "receivable", sold.agency_id), Account(at, "agency", sold.agency_id)]
    return [*own, *agency, *(a for maker in sold.makers for a in store.of_person(maker.participant_id, at))]


async def _credited(conn: Connection, sold: Sold, entry: Entry, now: datetime) -> list[Event]:
    persons = {maker.participant_id: maker.person_id for maker in sold.makers}
    lines = await store.lines_of(conn, entry.id)
    return [
        PremiumCredited(
            credit_id=line_id,
            institution_id=sold.institution_id,
            agency_id=sold.agency_id,
            credited_on=local_day(now),
            person_id=persons[account.owner],
            sale_id=sold.sale_id,
            amount_rupiah=rupiah,
            child=False,
        )
        for account, (line_id, rupiah) in sorted(lines.items())
        if account.kind == "premium" and account.owner
    ]


async def reverse_sold(conn: Connection, sold: Sold, actor: Actor, now: datetime) -> list[Event]:
    """The reversal with the shape of a step: `sold` is as it was, `on` is the day of the return."""
    return await reverse_sale(conn, sold.sale_id, actor, now, sold.on)


async def reverse_sale(
    conn: Connection, sale_id: UUID, actor: Actor, now: datetime, on: date | None = None
) -> list[Event]:
    """Reverses the booking of a sale whose goods came back, once. What a maker has no longer is borne by the capital.

    Raises NotFound, EntryReversed."""
    booked = await store.entry(conn, await store.entry_of_sale(conn, sale_id))
    at: UUID = booked["institution_id"]
    amounts = {account: rupiah for account, (_, rupiah) in (await store.lines_of(conn, booked["id"])).items()}
    entry = ledger.reversal(booked["id"], at, amounts, on or local_day(now), None, sale_id)
    balances = await store.lock(conn, [*entry.amounts, Account(at, "capital")], now)
    return await store.post(conn, [ledger.bear(entry, balances)], actor.subject, now)
