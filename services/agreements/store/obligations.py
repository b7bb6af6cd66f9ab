"""Obligations of a PKS with their proposals, progress reports and alarms, kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.agreement import Period
from services.agreements.domain.life import Life, Pks, Step
from services.agreements.domain.obligation import Obligation, Proposal
from services.agreements.store.refusing import refusing
from shared.errors import NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection, Row

_LIFE = [
    f"agreements.cooperation-agreement.{v}" for v in ("activated", "suspended", "resumed", "expired", "terminated")
]
_PKS = "select id, agency_id, institution_id, starts_on, ends_on, state from agreements"


async def load_pks(conn: Connection, agreement_id: UUID) -> Pks:
    """A PKS whose state stands still until the end of the transaction. Raises NotFound."""
    row = await conn.fetchrow(f"{_PKS} where id = $1 and kind = 'cooperation' for share", agreement_id)
    if row is None:
        raise NotFound(what="cooperation agreement", id=agreement_id)
    return _pks(row)


async def load_pks_of(conn: Connection, obligation_id: UUID) -> Pks:
    """The PKS of an obligation, locked before the obligation as everywhere (no deadlock). Raises NotFound."""
    agreement_id = await conn.fetchval("select agreement_id from obligations where id = $1", obligation_id)
    if agreement_id is None:
        raise NotFound(what="obligation", id=obligation_id)
    return await load_pks(conn, agreement_id)


async def read_pks(conn: Connection, agreement_id: UUID) -> Pks:
    """A PKS as it is now, without a lock: for who already holds its obligation, which carries its state along."""
    row = await conn.fetchrow(f"{_PKS} where id = $1", agreement_id)
    assert row
    return _pks(row)


def _pks(row: Row) -> Pks:
    period = Period(row["starts_on"], row["ends_on"])
    return Pks(row["id"], row["agency_id"], row["institution_id"], period, row["state"])


async def life(conn: Connection, agreement_id: UUID) -> Life:
    rows = await conn.fetch(
        "select type, occurred_at from journal where key = $1 and type = any($2) order by version",
        *(str(agreement_id), _LIFE),
    )
    return [Step(row["type"].rpartition(".")[2], row["occurred_at"]) for row in rows]


async def add_obligation(conn: Connection, pks: Pks, o: Obligation, now: datetime) -> None:
    async with refusing(**pks.parties, owed_by=o.owed_by, due_on=o.due_on, period=pks.period):
        await conn.execute(
            "insert into obligations (id, agreement_id, agreement_state, what, quantity, unit, owed_by, due_on, state,"
            " created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(o.id, pks.id, pks.state, o.what, o.quantity, o.unit, o.owed_by, o.due_on, o.state, now),
        )


async def save_obligation(conn: Connection, o: Obligation) -> None:
    await conn.execute(
        "update obligations set what = $2, quantity = $3, unit = $4, owed_by = $5, due_on = $6, state = $7,"
        " done = $8, delivered_on = $9, confirmed_by = $10, confirmed_on = $11 where id = $1",
        *(o.id, o.what, o.quantity, o.unit, o.owed_by, o.due_on, o.state),
        *(o.done, o.delivered_on, o.confirmed_by, o.confirmed_on),
    )


async def load_obligation(conn: Connection, obligation_id: UUID) -> Obligation:
    """One obligation, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from obligations where id = $1 for update", obligation_id)
    if row is None:
        raise NotFound(what="obligation", id=obligation_id)
    return _obligation(row, await _pending(conn, obligation_id))


async def _pending(conn: Connection, obligation_id: UUID) -> Proposal | None:
    row = await conn.fetchrow(
        "select kind, proposed_by, quantity, due_on from obligation_proposals where obligation_id = $1"
        " and answer is null",
        obligation_id,
    )
    return None if row is None else Proposal(**row)


async def obligations_of(conn: Connection, agreement_id: UUID) -> list[Obligation]:
    """All of a PKS, as they are now, without a lock and without what is pending."""
    rows = await conn.fetch("select * from obligations where agreement_id = $1", agreement_id)
    return [_obligation(row, None) for row in rows]


def _obligation(row: Row, pending: Proposal | None) -> Obligation:
    return Obligation(
        id=row["id"],
        agreement_id=row["agreement_id"],
        what=row["what"],
        quantity=row["quantity"],
        unit=row["unit"],
        owed_by=row["owed_by"],
        due_on=row["due_on"],
        state=row["state"],
        done=row["done"],
        delivered_on=row["delivered_on"],
        confirmed_by=row["confirmed_by"],
        confirmed_on=row["confirmed_on"],
        pending=pending,
    )


# In the order of their partial indexes: by itself the planner expects many to be due, and reads the whole table.
TO_ALARM = "state = 'open' and agreement_state = 'in_force' and due_on < $2 order by due_on, id"
TO_LAPSE = "state in ('open', 'proposed') and agreement_state in ('expired', 'terminated') order by id"


async def claim_to_alarm(conn: Connection, passed: Sequence[UUID], today: date) -> UUID | None:
    """One of a PKS in force whose day is over and that is not among those passed, locked."""
    return await _claim(conn, TO_ALARM, passed, today)


async def claim_to_lapse(conn: Connection, passed: Sequence[UUID]) -> UUID | None:
    """One that an ended PKS has left, locked."""
    return await _claim(conn, TO_LAPSE, passed)


async def _claim(conn: Connection, condition: str, passed: Sequence[UUID], *values: object) -> UUID | None:
    """What another replica holds is left to it."""
    found: UUID | None = await conn.fetchval(
        f"select id from obligations where id <> all($1) and {condition} limit 1 for update skip locked",
        *(list(passed), *values),
    )
    return found


async def add_alarm(conn: Connection, o: Obligation, raised_at: datetime, *, late: bool) -> None:
    await conn.execute("insert into obligation_alarms values ($1, $2, $3, $4)", o.id, o.due_on, raised_at, late)


async def add_proposal(conn: Connection, obligation_id: UUID, p: Proposal, reason: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into obligation_proposals (id, obligation_id, kind, quantity, due_on, reason, proposed_by,"
            " proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(new_id(), obligation_id, p.kind, p.quantity, p.due_on, reason, p.proposed_by, now),
        )


async def answer_proposal(conn: Connection, obligation_id: UUID, answer: str, by: UUID, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "update obligation_proposals set answer = $2, answered_by = $3, answered_at = $4"
            " where obligation_id = $1 and answer is null",
            *(obligation_id, answer, by, now),
        )


async def withdraw_proposals(conn: Connection, obligation_ids: Sequence[UUID], now: datetime) -> None:
    """What nobody answered before the obligation was settled is taken back."""
    await conn.execute(
        "update obligation_proposals set answer = 'withdraw', answered_by = proposed_by, answered_at = $2"
        " where obligation_id = any($1) and answer is null",
        *(list(obligation_ids), now),
    )


async def reported(conn: Connection, obligation_id: UUID, report_id: UUID) -> int:
    """What a progress report of this obligation says. Raises NotFound."""
    said: int | None = await conn.fetchval(
        "select quantity from progress_reports where id = $1 and obligation_id = $2", report_id, obligation_id
    )
    if said is None:
        raise NotFound(what="progress report", id=report_id)
    return said


async def add_report(
    conn: Connection,
    report_id: UUID,
    obligation_id: UUID,
    corrects: UUID | None,
    quantity: int,
    note: str,
    evidence: str | None,
    document_id: UUID | None,
    reported_by: UUID,
    reporter: str,
    now: datetime,
) -> None:
    async with refusing(report=corrects):
        await conn.execute(
            "insert into progress_reports values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(report_id, obligation_id, corrects, quantity, note, evidence, document_id, reported_by, reporter, now),
        )
