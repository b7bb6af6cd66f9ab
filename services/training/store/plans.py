"""The plans of persons: the sessions of all their courses, in every institution.

A person is locked in the rows of `participants`: nobody gives the same person two places that do not go together. These
locks come after those of programmes and enrolments, in the order of their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from services.training.domain.plans import Taker
from services.training.domain.sessions import Session
from shared.clock import midnight
from shared.postgres.pool import Connection


async def lock_persons(conn: Connection, person_ids: Collection[UUID]) -> None:
    """In every institution that has them in its register."""
    await conn.fetch("select from participants where person_id = any($1) order by id for update", list(person_ids))


async def lock_person_of(conn: Connection, participant_id: UUID) -> None:
    await conn.fetch(
        "select from participants where person_id = (select person_id from participants where id = $1)"
        " order by id for update",
        participant_id,
    )


async def load_others(
    conn: Connection, person_ids: Collection[UUID], programmes: Collection[UUID], since: date
) -> dict[UUID, list[Session]]:
    """The sessions of each person from a day on, in all courses but these. The persons are locked.

    Sessions count of courses in which the person has a place, and those at which the person was present."""
    rows = await conn.fetch(
        "select e.person_id, s.programme_id, s.number, s.starts_at, s.ends_at"
        " from enrolments as e join sessions as s on s.programme_id = e.programme_id"
        " where e.person_id = any($1) and not e.programme_id = any($2) and s.starts_at >= $3 and s.cancelled_at is null"
        " and (e.state = 'confirmed' or exists (select from attendance as a"
        "  where a.enrolment_id = e.id and a.session = s.number and a.outcome = 'present'))",
        *(list(person_ids), list(programmes), midnight(since)),
    )
    plans: dict[UUID, list[Session]] = defaultdict(list)
    for person_id, *session in rows:
        plans[person_id].append(Session(*session))
    return plans


async def load_takers(conn: Connection, programme_id: UUID, since: date) -> list[Taker]:
    """Everyone who has a place in a programme, locked, with the sessions of the other courses from a day on."""
    rows = await conn.fetch(
        "select person_id from enrolments where programme_id = $1 and state = 'confirmed'", programme_id
    )
    persons = [row["person_id"] for row in rows]
    await lock_persons(conn, persons)
    others = await load_others(conn, persons, [programme_id], since)
    rows = await conn.fetch(
        "select e.person_id, p.birth_date from participants as p join enrolments as e on e.participant_id = p.id"
        " where e.programme_id = $1 and e.state = 'confirmed' and p.birth_date is not null",
        programme_id,
    )
    return [Taker(row["birth_date"], others.get(row["person_id"], [])) for row in rows]


async def load_sessions(conn: Connection, programme_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[Session]]:
    """The sessions of programmes that are not over: what somebody who joins now may still attend."""
    rows = await conn.fetch(
        "select programme_id, number, starts_at, ends_at from sessions"
        " where programme_id = any($1) and ends_at > $2 and cancelled_at is null order by programme_id, number",
        *(list(programme_ids), now),
    )
    found: dict[UUID, list[Session]] = defaultdict(list)
    for row in rows:
        found[row["programme_id"]].append(Session(**row))
    return found
