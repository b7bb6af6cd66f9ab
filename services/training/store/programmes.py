"""Programmes.

Locks are taken in one order: a person's gate (store/identities.py), agreement, programmes, session, enrolments,
participants, and then what is theirs; of one kind in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.training.domain.programmes import Component, Entry, PassRule, Programme
from services.training.store.constraints import refusing
from shared.periods import Period
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


async def add(conn: Connection, p: Programme, now: datetime) -> None:
    await conn.execute(
        "insert into programmes (id, cooperation_agreement_id, agency_id, institution_id, skill, for_children,"
        " rules_from, state, opened_at, title, level, minutes, sessions, capacity, min_age, max_age, prior_skill,"
        " prior_level, risk_levels, starts_on, ends_on, min_attendance, min_score, attendance_basis, min_share,"
        " max_attempts, component_names, component_weights, component_minima) values ($1, $2, $3, $4, $5, $6, $7, $8,"
        " $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)",
        *(p.id, p.cooperation_agreement_id, p.agency_id, p.institution_id, p.skill, p.for_children, p.rules_from),
        *(p.state, now, *_terms(p)),
    )


def _terms(p: Programme) -> tuple[object, ...]:
    """What an amendment may change, in the order of the columns."""
    entry, rule = p.entry, p.pass_rule
    return (
        *(p.title, p.level, p.minutes, p.sessions, p.capacity),
        *(entry.min_age, entry.max_age, entry.prior_skill, entry.prior_level, sorted(entry.risk_levels)),
        *(p.period.starts_on, p.period.ends_on),
        *(rule.min_attendance, rule.min_score, rule.basis, rule.min_share, rule.max_attempts),
        [each.name for each in rule.components],
        [each.weight for each in rule.components],
        [each.minimum for each in rule.components],
    )


async def save_terms(conn: Connection, p: Programme) -> None:
    """After an amendment, or a change of the capacity."""
    async with refusing():
        await conn.execute(
            "update programmes set title = $2, level = $3, minutes = $4, sessions = $5, capacity = $6, min_age = $7,"
            " max_age = $8, prior_skill = $9, prior_level = $10, risk_levels = $11, starts_on = $12, ends_on = $13,"
            " min_attendance = $14, min_score = $15, attendance_basis = $16, min_share = $17, max_attempts = $18,"
            " component_names = $19, component_weights = $20, component_minima = $21 where id = $1",
            *(p.id, *_terms(p)),
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


async def lock(conn: Connection, ids: Sequence[UUID]) -> None:
    """Programmes, in the order of their ids."""
    await conn.execute("select from programmes where id = any($1) order by id for update", ids)


async def read(conn: Connection, programme_id: UUID) -> Programme:
    """One programme, not locked: for the fields that stand. Raises NotFound."""
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
        pass_rule=_pass_rule(row),
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


def _pass_rule(row: Columns) -> PassRule:
    components = zip(row["component_names"], row["component_weights"], row["component_minima"], strict=True)
    return PassRule(
        min_attendance=row["min_attendance"],
        min_score=row["min_score"],
        basis=row["attendance_basis"],
        min_share=row["min_share"],
        components=tuple(Component(*each) for each in components),
        max_attempts=row["max_attempts"],
    )
