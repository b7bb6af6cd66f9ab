"""Breaches and their evidence."""

from __future__ import annotations

from uuid import UUID

from services.community_service.domain.breaches import ORDER, Breach, Step
from services.community_service.domain.breaches_decisions import Decider, Decision
from services.community_service.domain.outcomes import ENFORCEABLE
from services.community_service.events import Failure
from services.community_service.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection


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


async def add_breach(conn: Connection, breach: Breach) -> None:
    """Raises BreachOpen."""
    (step,) = breach.steps
    async with refusing():
        await conn.execute(
            "with breach as (insert into breaches (id, sentence_id, state) values ($1, $2, $3))"
            " insert into breach_steps (breach_id, step, taken_by, taken_at) values ($1, $3, $4, $5)",
            *(breach.id, breach.sentence_id, step.state, step.by, step.at),
        )


async def find_open_breach(conn: Connection, sentence_id: UUID) -> Breach | None:
    """The one that is not decided, if there is one; not locked."""
    breach_id = await conn.fetchval(
        "select id from breaches where sentence_id = $1 and state <> 'decided'", sentence_id
    )
    return await _read(conn, breach_id) if breach_id else None


async def sentence_of(conn: Connection, breach_id: UUID) -> UUID:
    """Raises NotFound."""
    sentence_id: UUID | None = await conn.fetchval("select sentence_id from breaches where id = $1", breach_id)
    if sentence_id is None:
        raise NotFound(what="breach", id=breach_id)
    return sentence_id


async def load_breach(conn: Connection, breach_id: UUID) -> Breach:
    """One breach. Its sentence is locked before: nobody else writes it meanwhile."""
    return await _read(conn, breach_id)


async def _read(conn: Connection, breach_id: UUID) -> Breach:
    rows = await conn.fetch(
        "select b.sentence_id, s.step, s.taken_by, s.taken_at,"
        " array(select session_id from breach_evidence where breach_id = b.id) as evidence from breaches as b"
        " join breach_steps as s on s.breach_id = b.id where b.id = $1",
        breach_id,
    )
    steps = [Step(row["step"], row["taken_by"], row["taken_at"]) for row in rows]
    in_order = tuple(sorted(steps, key=lambda step: ORDER.index(step.state)))
    return Breach(breach_id, rows[0]["sentence_id"], in_order, tuple(rows[0]["evidence"]))


async def save_step(conn: Connection, breach: Breach) -> None:
    """The latest step of a breach, and the evidence that it has now."""
    step = breach.steps[-1]
    await conn.execute(
        "with step as (insert into breach_steps (breach_id, step, taken_by, taken_at) values ($1, $2, $3, $4)),"
        " evidence as (insert into breach_evidence (breach_id, session_id) select $1, unnest($5::uuid[]))"
        " update breaches set state = $2 where id = $1",
        *(breach.id, step.state, step.by, step.at, list(breach.evidence)),
    )


async def standing_evidence(conn: Connection, breach_id: UUID) -> int:
    """How many pieces of evidence still are failures after corrections."""
    count: int = await conn.fetchval(
        "select count(*)::integer from breach_evidence as e join sessions_as_corrected as s on s.id = e.session_id"
        " where e.breach_id = $1 and s.outcome = any($2)",
        *(breach_id, ENFORCEABLE),
    )
    return count


async def save_proposing_office(conn: Connection, breach_id: UUID, office: str) -> None:
    await conn.execute("update breaches set proposed_by_office = $2 where id = $1", breach_id, office)


async def save_decision(conn: Connection, breach: Breach, decision: Decision, who: Decider) -> None:
    """The decision is the last step of a breach. The punishment is checked against the verdict before it changes.

    Raises ProposerDecides."""
    step, document = breach.steps[-1], decision.document
    async with refusing():
        await conn.execute(
            "with step as (insert into breach_steps (breach_id, step, taken_by, taken_at) values ($1, $2, $3, $4))"
            " update breaches set state = $2, decision = $5, repeat_minutes = $6, prison_days = $7, fine_rupiah = $8,"
            " ends_on = $9, due_on = $10, decided_by_office = $11, document_number = $12, document_date = $13,"
            " judge = $14 where id = $1",
            *(breach.id, step.state, step.by, step.at, decision.kind, decision.hours and decision.hours * 60),
            *(decision.days, decision.rupiah, decision.ends_on, decision.due_on, who),
            *(document.number, document.on, document.judge),
        )
