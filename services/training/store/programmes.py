"""Programmes.

Locks are taken in one order: agreement, programme, enrolments, participants.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.training.domain.programmes import Entry, PassRule, Programme
from services.training.store.constraints import refusing
from shared.periods import Period
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


async def add(conn: Connection, p: Programme, now: datetime) -> None:
    await conn.execute(
        "insert into programmes (id, cooperation_agreement_id, agency_id, institution_id, skill, title, level, minutes,"
        " sessions, capacity, min_age, max_age, prior_skill, risk_levels, min_attendance, min_score, starts_on,"
        " ends_on, for_children, rules_from, state, opened_at, prior_level) values ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
        " $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        *(p.id, p.cooperation_agreement_id, p.agency_id, p.institution_id, p.skill, p.title, p.level, p.minutes),
        *(p.sessions, p.capacity, p.entry.min_age, p.entry.max_age, p.entry.prior_skill, sorted(p.entry.risk_levels)),
        *(p.pass_rule.min_attendance, p.pass_rule.min_score, p.period.starts_on, p.period.ends_on),
        *(p.for_children, p.rules_from, p.state, now, p.entry.prior_level),
    )


async def save(conn: Connection, p: Programme) -> None:
    async with refusing():
        await conn.execute(
            "update programmes set state = $2, needs_decision = $3, taken = $4, waiting = $5, tickets = $6"
            " where id = $1",
            *(p.id, p.state, p.needs_decision, p.taken, p.waiting, p.tickets),
        )


async def load(conn: Connection, programme_id: UUID) -> Programme:
    """One programme, locked: nobody else changes its places, its queue or its calendar. Raises NotFound."""
    return await _one(conn, programme_id, "for update")


async def read(conn: Connection, programme_id: UUID) -> Programme:
    """One programme, not locked: for the fields that never change. Raises NotFound."""
    return await _one(conn, programme_id, "")


async def _one(conn: Connection, programme_id: UUID, lock: str) -> Programme:
    row = await conn.fetchrow(f"select * from programmes where id = $1 {lock}", programme_id)
    return _to_programme(found(row, "programme", programme_id))


async def load_under(conn: Connection, agreement_id: UUID) -> list[Programme]:
    """The programmes under an agreement that are not closed, locked, in the order of their ids."""
    rows = await conn.fetch(
        "select * from programmes where cooperation_agreement_id = $1 and state <> 'closed' order by id for update",
        agreement_id,
    )
    return [_to_programme(row) for row in rows]


def _to_programme(row: Columns) -> Programme:
    return Programme(
        id=row["id"],
        cooperation_agreement_id=row["cooperation_agreement_id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        skill=row["skill"],
        title=row["title"],
        level=row["level"],
        minutes=row["minutes"],
        sessions=row["sessions"],
        capacity=row["capacity"],
        entry=Entry(
            row["min_age"], row["max_age"], row["prior_skill"], frozenset(row["risk_levels"]), row["prior_level"]
        ),
        pass_rule=PassRule(row["min_attendance"], row["min_score"]),
        period=Period(row["starts_on"], row["ends_on"]),
        for_children=row["for_children"],
        rules_from=row["rules_from"],
        state=row["state"],
        needs_decision=row["needs_decision"],
        taken=row["taken"],
        waiting=row["waiting"],
        tickets=row["tickets"],
    )


async def next_queue(conn: Connection, today: date) -> UUID | None:
    """A programme whose queue is to be looked at: something has changed, or a day has begun. None: there is none.

    Any of them: one that fails does not keep the others waiting for ever."""
    found: UUID | None = await conn.fetchval(
        "(select programme_id from queues_due order by random() limit 1) union all"
        " (select id from programmes where state = 'open' and waiting > 0 and taken < capacity and ends_on >= $1"
        "  and (queue_seen_on is null or queue_seen_on < $1)"
        "  order by random() limit 1) limit 1",
        today,
    )
    return found


async def queue_seen(conn: Connection, programme_id: UUID, today: date) -> None:
    """The caller has locked the programme, and looks at the queue after this: what changes meanwhile is due again."""
    await conn.execute("delete from queues_due where programme_id = $1", programme_id)
    await conn.execute("update programmes set queue_seen_on = $2 where id = $1", programme_id, today)


async def open_ones(
    conn: Connection, institution_id: UUID, today: date, after: UUID | None, limit: int
) -> list[Programme]:
    """The open programmes of an institution that are not over, from one id on."""
    rows = await conn.fetch(
        "select * from programmes where institution_id = $1 and state = 'open' and ends_on >= $2"
        " and ($3::uuid is null or id > $3) order by id limit $4",
        *(institution_id, today, after, limit),
    )
    return [_to_programme(row) for row in rows]
