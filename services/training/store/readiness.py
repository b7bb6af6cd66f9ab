"""Checklists for release. A checklist is written by whoever has locked its participant."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.readiness import BY_SYSTEM, Confirmation
from services.training.rules import RULES
from shared.postgres.pool import Connection

CERTIFIED = (
    "exists (select from enrolments as e where e.person_id = p.person_id and e.state = 'completed'"
    " and not e.certificate_revoked)"
)
"""SQL: whether the person of a row `p` of `participants` has a valid certificate, from anywhere."""

CONFIRMED = (
    "array(select r.item from readiness_confirmations as r where r.participant_id = p.id and r.withdrawn_at is null"
    f" union all select '{BY_SYSTEM}' where {CERTIFIED})"
)
"""SQL: the items that are confirmed for a row `p` of `participants`."""

_SETS = ", ".join(
    f"(date '{each.valid_from}', {each.readiness.within_days}, array[{', '.join(map(repr, each.readiness.required))}])"
    for each in RULES.sets
    if not each.retired
)
UPCOMING = f"""
    from (select * from (values {_SETS}) as dated (valid_from, within_days, required)
        where dated.valid_from <= $2 order by dated.valid_from desc limit 1) as rules
    join participants as p on p.state = 'held' and p.expected_release between $2 and $2 + rules.within_days
"""
"""SQL: participants `p` who are released soon on the day $2, with the `rules` of that day."""


async def held(conn: Connection, participant_id: UUID) -> dict[str, Confirmation]:
    """What is confirmed by hand now, by item."""
    rows = await conn.fetch(
        "select id, participant_id, item, evidence, confirmed_by from readiness_confirmations"
        " where participant_id = $1 and withdrawn_at is null",
        participant_id,
    )
    return {row["item"]: Confirmation(**row) for row in rows}


async def confirmed(conn: Connection, participant_id: UUID) -> list[str]:
    """The items that are confirmed, by hand and by the system."""
    found: list[str] = await conn.fetchval(f"select {CONFIRMED} from participants as p where p.id = $1", participant_id)
    return found


async def add(conn: Connection, c: Confirmation, now: datetime) -> None:
    await conn.execute(
        "insert into readiness_confirmations (id, participant_id, item, evidence, confirmed_by, confirmed_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        *(c.id, c.participant_id, c.item, c.evidence, c.confirmed_by, now),
    )


async def withdraw(conn: Connection, c: Confirmation, reason: str, by: str, now: datetime) -> None:
    await conn.execute(
        "update readiness_confirmations set withdrawn_by = $2, withdrawn_at = $3, reason = $4 where id = $1",
        *(c.id, by, now, reason),
    )


async def reach(conn: Connection, participant_id: UUID, now: datetime) -> bool:
    """True the first time."""
    return bool(
        await conn.fetchval(
            "insert into readiness_reached (participant_id, reached_at) values ($1, $2) on conflict do nothing"
            " returning true",
            *(participant_id, now),
        )
    )


async def forget(conn: Connection, participant_id: UUID) -> None:
    """A new stay begins: the fact may be told once more."""
    await conn.execute("delete from readiness_reached where participant_id = $1", participant_id)


async def fold(conn: Connection, gone: UUID, stays: UUID) -> None:
    """Two entries of one person become one: what is confirmed of both holds as it does of the one that stays."""
    await conn.execute(
        "update readiness_confirmations as r set participant_id = $2 where r.participant_id = $1 and not exists ("
        " select from readiness_confirmations as o where o.participant_id = $2 and o.item = r.item"
        " and o.withdrawn_at is null and r.withdrawn_at is null)",
        *(gone, stays),
    )
    await conn.execute(
        "insert into readiness_reached (participant_id, reached_at) select $2, reached_at from readiness_reached"
        " where participant_id = $1 on conflict do nothing",
        *(gone, stays),
    )
    await conn.execute("delete from readiness_reached where participant_id = $1", gone)
