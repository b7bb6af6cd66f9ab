"""Accounts and entries. The database counts the balances (`ledger_line_counts`) and judges each entry at the end.

Accounts are locked in the order of their ids, after everything else that a transaction locks. An account that does not
exist yet is opened first, so that there is always something to lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.training.domain.ledger import PERSONAL, Account, Entry, posted
from services.training.store.constraints import refusing
from shared.clock import local_day
from shared.errors import NotFound
from shared.ids import new_id
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.postgres.rows import found

_OPEN = """
insert into ledger_accounts (id, institution_id, kind, participant_id, organisation_id, opened_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
_OWNER = "coalesce(a.participant_id, a.organisation_id)"
_ACCOUNT = f"a.id, a.institution_id, a.kind, {_OWNER} as owner, a.balance"


async def lock(conn: Connection, accounts: Iterable[Account], now: datetime) -> dict[Account, int]:
    """The balances of the accounts. Nobody else moves them until the end of the transaction."""
    return {account: balance for account, (_, balance) in (await _hold(conn, accounts, now)).items()}


def _columns(account: Account) -> tuple[Any, ...]:
    owners = (account.owner, None) if account.is_personal else (None, account.owner)
    return account.institution_id, account.kind, *owners


async def _hold(conn: Connection, accounts: Iterable[Account], now: datetime) -> dict[Account, tuple[UUID, int]]:
    """Id and balance of each, locked."""
    wanted = sorted(set(accounts))
    await conn.executemany(_OPEN, [(new_id(), *_columns(account), now) for account in wanted])
    rows = await conn.fetch(
        f"select {_ACCOUNT} from ledger_accounts as a"
        " join unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[])"
        " as given (institution_id, kind, participant_id, organisation_id)"
        " on a.institution_id = given.institution_id and a.kind = given.kind and a.erased_at is null"
        " and a.participant_id is not distinct from given.participant_id"
        " and a.organisation_id is not distinct from given.organisation_id"
        " order by a.id for update of a",
        *map(list, zip(*map(_columns, wanted), strict=True)),
    )
    return {Account(row["institution_id"], row["kind"], row["owner"]): (row["id"], row["balance"]) for row in rows}


async def post(conn: Connection, entries: Sequence[Entry], by: str, now: datetime) -> list[Event]:
    """Books entries on the local day of now. An entry without an amount is none. Raises BalanceTooLow, EntryReversed,
    SaleBooked."""
    entries, day = [entry for entry in entries if entry.amounts], local_day(now)
    if not entries:
        return []
    accounts = {account for entry in entries for account in entry.amounts}
    ids = {account: id_ for account, (id_, _) in (await _hold(conn, accounts, now)).items()}
    return [await _post(conn, entry, ids, day, by, now) for entry in entries]


async def _post(conn: Connection, e: Entry, ids: dict[Account, UUID], day: date, by: str, now: datetime) -> Event:
    lines = [(ids[account], max(-sum_, 0), max(sum_, 0)) for account, sum_ in e.amounts.items()]
    async with refusing():
        await conn.execute(
            "insert into ledger_entries (id, institution_id, kind, day, occurred_on, sale_id, split_rule_id, reverses,"
            " pair_id, category, document, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            *(e.id, e.institution_id, e.kind, day, e.occurred_on, e.sale_id, e.split_rule_id, e.reverses, e.pair_id),
            *(e.category, e.document, by, now),
        )
        await conn.executemany(
            "insert into ledger_lines (id, entry_id, institution_id, account_id, day, debit, credit)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            [(new_id(), e.id, e.institution_id, account, day, debit, credit) for account, debit, credit in lines],
        )
    return posted(e, day, lines)


async def lines_of(conn: Connection, entry_id: UUID) -> dict[Account, tuple[UUID, int]]:
    """The lines of an entry: id, and credit less debit, by account."""
    rows = await conn.fetch(
        f"select a.institution_id, a.kind, {_OWNER} as owner, l.id, l.credit - l.debit as amount"
        " from ledger_lines as l join ledger_accounts as a on a.id = l.account_id where l.entry_id = $1",
        entry_id,
    )
    return {Account(row["institution_id"], row["kind"], row["owner"]): (row["id"], row["amount"]) for row in rows}


async def entry(conn: Connection, entry_id: UUID) -> dict[str, Any]:
    """The columns of an entry. Raises NotFound."""
    row = await conn.fetchrow("select * from ledger_entries where id = $1", entry_id)
    return found(row, "ledger entry", entry_id)


async def entry_of_sale(conn: Connection, sale_id: UUID) -> UUID:
    """Raises NotFound."""
    id_: UUID | None = await conn.fetchval(
        "select id from ledger_entries where sale_id = $1 and kind = 'sale'", sale_id
    )
    if id_ is None:
        raise NotFound(what="booked sale", id=sale_id)
    return id_


async def kept_of(conn: Connection, sale_id: UUID) -> dict[Account, int]:
    """What persons have kept of a reversed sale, and of those that it replaced itself, by account."""
    rows = await conn.fetch(
        "with recursive chain as (select id, replaces from sales where id = $1"
        " union all select s.id, s.replaces from chain as c join sales as s on s.id = c.replaces)"
        f" select a.institution_id, a.kind, {_OWNER} as owner, sum(l.credit - l.debit)::bigint as amount"
        " from chain as c join ledger_entries as s on s.sale_id = c.id and s.kind = 'sale'"
        " join ledger_entries as e on e.id = s.id or e.reverses = s.id join ledger_lines as l on l.entry_id = e.id"
        " join ledger_accounts as a on a.id = l.account_id where a.participant_id is not null"
        " group by a.institution_id, a.kind, owner",
        sale_id,
    )
    return {Account(row["institution_id"], row["kind"], row["owner"]): row["amount"] for row in rows}


async def birth_dates(conn: Connection, participants: Sequence[UUID]) -> list[date]:
    """Those that are known: an erased participant has none."""
    rows = await conn.fetch(
        "select birth_date from participants where id = any($1) and birth_date is not null", list(participants)
    )
    return [row["birth_date"] for row in rows]


def of_person(participant_id: UUID, institution_id: UUID) -> list[Account]:
    """The accounts of a participant in an institution."""
    return [Account(institution_id, kind, participant_id) for kind in PERSONAL]
