"""What a counsellor looks at before a step of a breach: the failures so far, and which step comes next."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.breaches import failures_needed, next_step
from services.community_service.domain.breaches_steps import Standing, standing
from services.community_service.events import BreachState, Outcome
from services.community_service.queries.cases_heads import CaseHead, case_head
from services.community_service.store import cases
from services.community_service.store.breaches import find_open_breach, load_failures, sentence_of
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class FailureView(BaseModel):
    session_id: UUID
    starts_at: datetime
    outcome: Outcome


class StepPage(BaseModel):
    """`next`: the step that follows, `needed` its failures. `standing` says whether it can be taken now. `asked_from`:
    the earliest day on which a reason can have been asked for."""

    head: CaseHead
    breach_id: UUID | None
    state: BreachState | None
    next: BreachState | None
    needed: int | None
    standing: Standing | None
    failures: list[FailureView]
    asked_from: date | None


async def step_page(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> StepPage:
    """For the counsellor of the case. Raises NotFound, Forbidden."""
    head = await case_head(conn, sentence_id, actor, {"counsellor"})
    case, breach = await cases.look(conn, sentence_id), await find_open_breach(conn, sentence_id)
    failures = await load_failures(conn, sentence_id)
    step = next_step(case, breach)
    needed = failures_needed(case, step) if step and step != "decided" else None
    return StepPage(
        head=head,
        breach_id=breach.id if breach else None,
        state=breach.state if breach else None,
        next=step,
        needed=needed,
        standing=standing(case, breach, failures, now),
        failures=[FailureView(session_id=f.session_id, starts_at=f.starts_at, outcome=f.outcome) for f in failures],
        asked_from=local_day(failures[needed - 1].starts_at) if needed and len(failures) >= needed else None,
    )


async def step_page_of_breach(conn: Connection, breach_id: UUID, actor: Actor, now: datetime) -> StepPage:
    """Raises NotFound, Forbidden."""
    return await step_page(conn, await sentence_of(conn, breach_id), actor, now)
