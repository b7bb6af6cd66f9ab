"""Whether the ledger adds up: counted again from its lines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.ledger import AccountKind
from shared.postgres.pool import Connection


class TrialBalance(BaseModel):
    """The books of an institution. `accounts` are credit less debit by kind, and total nothing."""

    institution_id: UUID
    debit: int
    credit: int
    accounts: dict[AccountKind, int]


class LedgerVerification(BaseModel):
    """`fits`: every entry balances, every balance is the sum of its lines, and nothing is lost between institutions.

    `flaws` name what does not fit: the check, and the id of an entry or an account."""

    fits: bool
    institutions: list[TrialBalance]
    flaws: list[str]


_COUNTED = """
select a.id, a.institution_id, a.kind, a.balance, coalesce(l.debit, 0)::bigint as debit,
    coalesce(l.credit, 0)::bigint as credit, coalesce(m.balance, 0)::bigint as by_month
from ledger_accounts as a
left join (select account_id, sum(debit) as debit, sum(credit) as credit from ledger_lines group by account_id) as l
    on l.account_id = a.id
left join (select account_id, sum(credit - debit) as balance from ledger_months group by account_id) as m
    on m.account_id = a.id
"""
_BALANCES = f"""
select institution_id, kind, sum(debit)::bigint as debit, sum(credit)::bigint as credit from ({_COUNTED}) as counted
group by institution_id, kind order by institution_id, kind
"""
_FLAWS = f"""
(select 'entry does not balance: ' || e.id as flaw from ledger_entries as e
    left join ledger_lines as l on l.entry_id = e.id
    group by e.id having count(l.id) < 2 or sum(l.debit) <> sum(l.credit) order by 1 limit $1)
union all
(select 'balance is not the sum of its lines: ' || id from ({_COUNTED}) as counted
    where balance <> credit - debit or by_month <> balance order by 1 limit $1)
union all
(select 'account of a person below zero: ' || id from ledger_accounts
    where kind in ('wage', 'premium', 'deposit') and balance < 0 order by 1 limit $1)
union all
(select 'a move left one institution and did not come to another: ' || e.pair_id from ledger_entries as e
    join ledger_lines as l on l.entry_id = e.id join ledger_accounts as a on a.id = l.account_id
    where e.pair_id is not null and a.kind = 'transfers'
    group by e.pair_id having count(*) <> 2 or sum(l.debit) <> sum(l.credit) order by 1 limit $1)
"""
_MOST = 100


async def verify(conn: Connection) -> LedgerVerification:
    """The trial balance of each institution, and what does not fit, at most a hundred of each kind."""
    books: dict[UUID, dict[str, Any]] = {}
    for row in await conn.fetch(_BALANCES):
        book = books.setdefault(row["institution_id"], {"debit": 0, "credit": 0, "accounts": {}})
        book["debit"] += row["debit"]
        book["credit"] += row["credit"]
        book["accounts"][row["kind"]] = row["credit"] - row["debit"]
    flaws = [row["flaw"] for row in await conn.fetch(_FLAWS, _MOST)]
    flaws += [f"books do not balance: {id_}" for id_, book in books.items() if book["debit"] != book["credit"]]
    institutions = [TrialBalance(institution_id=id_, **book) for id_, book in books.items()]
    return LedgerVerification(fits=not flaws, institutions=institutions, flaws=flaws)
