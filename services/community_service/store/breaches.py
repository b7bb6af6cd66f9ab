"""Breaches and their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.community_service.domain.breaches import Breach, Decision, Replaced
from services.community_service.domain.outcomes import ENFORCEABLE
from services.community_service.events import Failure
from services.community_service.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


async def load_failures(conn: Connection, sentence_id: UUID) -> list[Failure]:
    """Signed-off unjustified failures as they stand, without those a decision has used; the oldest first.

    `fact_id` is the fact of the sign-off, or of the correction that made it a failure."""
    rows = await conn.fetch(
        "select s.id as session_id, s.starts_at, s.outcome, ("
        "  select j.event_id from journal as j where j.key = $1::text and j.data::jsonb ->> 'session_id' = s.id::text"
        "  and j.type in ('community-service.attendance.signed-off', 'community-service.attendance.corrected')"
        "  order by j.version desc limit 1) as fact_id"
        " from sessions_as_corrected as s where s.sentence_id = $1::uuid and s.state = 'signed_off'"
        " and s.outcome = any($2) and not exists (select from breach_evidence as e"
        "  join breaches as b on b.id = e.breach_id"
        "  where e.session_id = s.id and b.state = 'decided') order by s.starts_at",
        *(str(sentence_id), ENFORCEABLE),
    )
    return [Failure(**row) for row in rows]


async def add_breach(conn: Connection, breach: Breach, by: str, now: datetime) -> None:
    """Raises BreachOpen."""
    async with refusing():
        await conn.execute(
            "insert into breaches (id, sentence_id, state, warned_by, warned_at) values ($1, $2, 'warned', $3, $4)",
            *(breach.id, breach.sentence_id, by, now),
        )


async def find_open_breach(conn: Connection, sentence_id: UUID) -> Breach | None:
    """The one that is not decided, if there is one; not locked."""
    row = await conn.fetchrow(
        "select id, sentence_id, state, warned_at from breaches where sentence_id = $1 and state <> 'decided'",
        sentence_id,
    )
    return Breach(**row) if row else None


async def sentence_of_breach(conn: Connection, breach_id: UUID) -> UUID:
    """Raises NotFound."""
    sentence_id: UUID | None = await conn.fetchval("select sentence_id from breaches where id = $1", breach_id)
    if sentence_id is None:
        raise NotFound(what="breach", id=breach_id)
    return sentence_id


async def load_breach(conn: Connection, breach_id: UUID) -> Breach:
    """One breach, locked; its sentence is locked before."""
    row = await conn.fetchrow(
        "select id, sentence_id, state, warned_at from breaches where id = $1 for update", breach_id
    )
    assert row
    return Breach(**row)


async def save_proposal(conn: Connection, breach_id: UUID, by: str, evidence: Sequence[Failure], now: datetime) -> None:
    await conn.execute(
        "update breaches set state = 'proposed', proposed_by = $2, proposed_at = $3 where id = $1", breach_id, by, now
    )
    await conn.execute(
        "insert into breach_evidence (breach_id, session_id) select $1, unnest($2::uuid[])",
        *(breach_id, [failure.session_id for failure in evidence]),
    )


async def standing_evidence(conn: Connection, breach_id: UUID) -> int:
    """How many pieces of evidence still are failures after corrections."""
    count: int = await conn.fetchval(
        "select count(*)::integer from breach_evidence as e join sessions_as_corrected as s on s.id = e.session_id"
        " where e.breach_id = $1 and s.outcome = any($2)",
        *(breach_id, ENFORCEABLE),
    )
    return count


async def load_replaced(conn: Connection, sentence_id: UUID) -> Replaced:
    row: Row | None = await conn.fetchrow(
        "select replaced_prison_days as prison_days, replaced_fine_rupiah as fine_rupiah from sentences where id = $1",
        sentence_id,
    )
    assert row
    return Replaced(**row)


async def save_decision(conn: Connection, breach_id: UUID, decision: Decision, by: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "update breaches set state = 'decided', decision = $2, repeat_minutes = $3, prison_days = $4,"
            " fine_rupiah = $5, ends_on = $6, decided_by = $7, decided_at = $8 where id = $1",
            *(breach_id, decision.kind, decision.hours and decision.hours * 60, decision.days, decision.rupiah),
            *(decision.ends_on, by, now),
        )
