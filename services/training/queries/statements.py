"""Statements of a month: of a person's accounts, and of the state's part (PNBP) of an institution.

The day of a line is the day of its booking, so the statement of a month that is over stays as it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.ledger import PersonKind
from services.training.events import EntryKind
from services.training.queries.ledger import need_institution, need_participant
from shared.clock import LOCAL_ZONE
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Pool, Row
from shared.postgres.rows import found

BATCH = 1_000


class StatementLine(BaseModel):
    """`balance` is what is on the account after the line. `category`: of a deposit, a need, or the work of a wage."""

    day: date
    entry_id: UUID
    kind: EntryKind
    category: str | None
    document: str | None
    debit: int
    credit: int
    balance: int


class AccountStatement(BaseModel):
    institution_id: UUID
    account: PersonKind
    opening: int
    lines: list[StatementLine]
    closing: int


class StatementView(BaseModel):
    """A person's accounts in a month. One of several where the participant has been in several institutions."""

    participant_id: UUID
    month: str
    accounts: list[AccountStatement]


class PrintedStatement(BaseModel):
    """What stands on the paper beside the figures. `institutions` are names, by id."""

    statement: StatementView
    first_day: date
    name: str
    register_number: str
    institution: str
    institutions: dict[UUID, str]


class StateDay(BaseModel):
    day: date
    credited: int
    debited: int


class StateShareView(BaseModel):
    """The state's part of an institution's profits: what came in, what was paid to the state or taken back, by day."""

    institution_id: UUID
    month: str
    opening: int
    days: list[StateDay]
    closing: int


_OPENING = (
    "(select coalesce(sum(m.credit - m.debit), 0)::bigint from ledger_months as m"
    " where m.account_id = a.id and m.month < $2)"
)
_LINES = """
select l.id, l.day, l.entry_id, e.kind, e.category, e.document, e.sale_id, l.debit, l.credit
from ledger_lines as l join ledger_entries as e on e.id = l.entry_id
where l.account_id = $1 and l.day >= $2 and l.day < $3
"""


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


async def statement_for(conn: Connection, actor: Actor, participant_id: UUID, month: date) -> StatementView:
    """The accounts that there were in the month: none of a place where the person came later.

    Raises NotFound, Forbidden."""
    await need_participant(conn, actor, participant_id)
    accounts = await conn.fetch(
        f"select a.id, a.institution_id, a.kind, {_OPENING} as opening from ledger_accounts as a"
        " where a.participant_id = $1 and (a.opened_at at time zone $3)::date < $4 order by a.institution_id, a.kind",
        *(participant_id, month, LOCAL_ZONE.key, next_month(month)),
    )
    return StatementView(
        participant_id=participant_id,
        month=f"{month:%Y-%m}",
        accounts=[await _account(conn, account, month) for account in accounts],
    )


async def printed_for(conn: Connection, actor: Actor, participant_id: UUID, month: date) -> PrintedStatement:
    """Raises NotFound, Forbidden."""
    statement = await statement_for(conn, actor, participant_id, month)
    columns = await conn.fetchrow(
        "select name, register_number, institution_id from participants where id = $1", participant_id
    )
    person = found(columns, "participant", participant_id)
    ids = {person["institution_id"], *(account.institution_id for account in statement.accounts)}
    rows = await conn.fetch("select id, name from organisations where id = any($1)", list(ids))
    names = dict.fromkeys(ids, "–") | {row["id"]: row["name"] for row in rows}
    return PrintedStatement(
        statement=statement,
        first_day=month,
        name=person["name"],
        register_number=person["register_number"],
        institution=names[person["institution_id"]],
        institutions=names,
    )


async def _account(conn: Connection, account: Row, month: date) -> AccountStatement:
    balance, lines = account["opening"], []
    for row in await conn.fetch(f"{_LINES} order by l.day, l.id", account["id"], month, next_month(month)):
        balance += row["credit"] - row["debit"]
        lines.append(StatementLine(**row, balance=balance))
    return AccountStatement(
        institution_id=account["institution_id"],
        account=account["kind"],
        opening=account["opening"],
        lines=lines,
        closing=balance,
    )


async def _state_account(conn: Connection, institution_id: UUID, month: date) -> dict[str, Any]:
    row = await conn.fetchrow(
        f"select a.id, {_OPENING} as opening from ledger_accounts as a"
        " where a.institution_id = $1 and a.kind = 'state'",
        *(institution_id, month),
    )
    return found(row, "state's part of institution", institution_id)


async def state_share_for(conn: Connection, actor: Actor, institution_id: UUID, month: date) -> StateShareView:
    """Raises NotFound, Forbidden."""
    need_institution(actor, institution_id)
    account = await _state_account(conn, institution_id, month)
    rows = await conn.fetch(
        "select day, sum(credit)::bigint as credited, sum(debit)::bigint as debited from ledger_lines"
        " where account_id = $1 and day >= $2 and day < $3 group by day order by day",
        *(account["id"], month, next_month(month)),
    )
    days = [StateDay(**row) for row in rows]
    return StateShareView(
        institution_id=institution_id,
        month=f"{month:%Y-%m}",
        opening=account["opening"],
        days=days,
        closing=account["opening"] + sum(each.credited - each.debited for each in days),
    )


async def need_state_share(conn: Connection, actor: Actor, institution_id: UUID, month: date) -> UUID:
    """The account of the state's part. Raises NotFound, Forbidden."""
    need_institution(actor, institution_id)
    account_id: UUID = (await _state_account(conn, institution_id, month))["id"]
    return account_id


async def state_lines(pool: Pool, account_id: UUID, month: date) -> AsyncIterator[list[Row]]:
    """Each line of the state's part in a month, in batches. No connection is held between them."""
    after: tuple[date, UUID] = (month, UUID(int=0))
    while True:
        async with pool.acquire() as conn:
            rows = await conn.fetch(
                f"{_LINES} and (l.day, l.id) > ($4, $5) order by l.day, l.id limit $6",
                *(account_id, month, next_month(month), *after, BATCH),
            )
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after = (rows[-1]["day"], rows[-1]["id"])
