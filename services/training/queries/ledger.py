"""What the treasurer of the institution and auditors read of accounts and entries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.ledger import AccountKind
from services.training.events import EntryKind
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class AccountView(BaseModel):
    """`balance` is credit less debit: what is owed is above zero, what the institution holds or is owed is below."""

    id: UUID
    institution_id: UUID
    kind: AccountKind
    organisation_id: UUID | None
    balance: int
    last_day: date | None


class AccountsView(BaseModel):
    items: list[AccountView]


class LineView(BaseModel):
    """One side of an entry. A null participant of a wage, a premium or a deposit was erased after the retention."""

    id: UUID
    account_id: UUID
    kind: AccountKind
    participant_id: UUID | None
    organisation_id: UUID | None
    debit: int
    credit: int


class EntrySummary(BaseModel):
    """`day` is the day of the booking, `occurred_on` that of the document."""

    id: UUID
    institution_id: UUID
    kind: EntryKind
    day: date
    occurred_on: date
    sale_id: UUID | None
    split_rule_id: UUID | None
    reverses: UUID | None
    reversed_by: UUID | None
    pair_id: UUID | None
    category: str | None
    document: str | None
    recorded_at: datetime


class EntryView(EntrySummary):
    lines: list[LineView]


class CreditView(BaseModel):
    """A premium that was credited."""

    id: UUID
    entry_id: UUID
    institution_id: UUID
    participant_id: UUID | None
    sale_id: UUID | None
    day: date
    rupiah: int


_ENTRY = (
    "select e.*, (select r.id from ledger_entries as r where r.reverses = e.id) as reversed_by from ledger_entries as e"
)
_LINES = """
select l.id, l.account_id, a.kind, a.participant_id, a.organisation_id, l.debit, l.credit
from ledger_lines as l join ledger_accounts as a on a.id = l.account_id where l.entry_id = $1 order by l.id
"""


def need_institution(actor: Actor, institution_id: UUID) -> None:
    """The treasurer sees the own institution, auditors all. Raises Forbidden."""
    if "auditor" not in actor.roles:
        actor.require_organisation(institution_id)


async def entry(conn: Connection, entry_id: UUID) -> EntryView:
    row = await conn.fetchrow(f"{_ENTRY} where e.id = $1", entry_id)
    lines = [LineView(**line) for line in await conn.fetch(_LINES, entry_id)]
    return EntryView(**found(row, "ledger entry", entry_id), lines=lines)


async def entry_for(conn: Connection, actor: Actor, entry_id: UUID) -> EntryView:
    view = await entry(conn, entry_id)
    need_institution(actor, view.institution_id)
    return view


async def entries_for(
    conn: Connection, actor: Actor, institution_id: UUID, kind: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of an institution's entries without their lines, in the order of the booking."""
    need_institution(actor, institution_id)
    rows = await conn.fetch(
        f"{_ENTRY} where e.institution_id = $1 {'and e.kind = $4' if kind else ''}"
        " and ($2::uuid is null or e.id > $2) order by e.id limit $3",
        *(institution_id, after, limit + 1, *([kind] if kind else [])),
    )
    return page([EntrySummary(**row) for row in rows], limit, lambda view: view.id)


async def credit_for(conn: Connection, actor: Actor, credit_id: UUID) -> CreditView:
    row = await conn.fetchrow(
        "select l.id, l.entry_id, l.institution_id, a.participant_id, e.sale_id, l.day, l.credit as rupiah"
        " from ledger_lines as l join ledger_accounts as a on a.id = l.account_id"
        " join ledger_entries as e on e.id = l.entry_id where l.id = $1 and a.kind = 'premium' and e.kind = 'sale'",
        credit_id,
    )
    view = CreditView(**found(row, "credit", credit_id))
    need_institution(actor, view.institution_id)
    return view


async def accounts_for(conn: Connection, actor: Actor, institution_id: UUID) -> AccountsView:
    """The institution's own accounts: none of a person."""
    need_institution(actor, institution_id)
    rows = await conn.fetch(
        "select * from ledger_accounts where institution_id = $1 and kind not in ('wage', 'premium', 'deposit')"
        " order by kind, id",
        institution_id,
    )
    return AccountsView(items=[AccountView(**row) for row in rows])


async def accounts_of_participant(conn: Connection, actor: Actor, participant_id: UUID) -> AccountsView:
    """Wage, premium and deposit, in each institution where the participant has them."""
    await need_participant(conn, actor, participant_id)
    rows = await conn.fetch(
        "select * from ledger_accounts where participant_id = $1 order by institution_id, kind", participant_id
    )
    return AccountsView(items=[AccountView(**row) for row in rows])


async def need_participant(conn: Connection, actor: Actor, participant_id: UUID) -> None:
    """The participant is of the caller's institution, or the caller is an auditor. Raises NotFound, Forbidden."""
    institution = await conn.fetchval("select institution_id from participants where id = $1", participant_id)
    if institution is None:
        raise NotFound(what="participant", id=participant_id)
    need_institution(actor, institution)
