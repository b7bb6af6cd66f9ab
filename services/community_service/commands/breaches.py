"""Use cases of a breach: the counsellor warns and proposes, the prosecutor decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.community_service.commands.cases import need_own_case, save
from services.community_service.domain import breaches
from services.community_service.domain.breaches import Breach, Decision
from services.community_service.domain.cases import Case
from services.community_service.events import BreachDecision, BreachState
from services.community_service.fields import Day
from services.community_service.queries import breaches as queries
from services.community_service.store import breaches as store
from services.community_service.store import cases
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection

_AMOUNTS = {"repeat": {"hours"}, "prison": {"days"}, "fine": {"rupiah"}, "substitute_prison": {"days"}, "none": set()}


class DecideBreach(BaseModel):
    """One of KUHP art. 85(7) with its amount: `repeat` hours (`ends_on`: a new last day), `prison` days, `fine` rupiah,
    `substitute_prison` days; or `none`."""

    decision: BreachDecision
    hours: Annotated[int, Field(ge=1, le=10_000)] | None = None
    days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    rupiah: Annotated[int, Field(ge=1, le=10**12)] | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _amount_fits(self) -> Self:
        stated = {name for name in ("hours", "days", "rupiah") if getattr(self, name) is not None}
        if stated != _AMOUNTS[self.decision]:
            raise ValueError(f"{self.decision} states {', '.join(_AMOUNTS[self.decision]) or 'no amount'}")
        if self.ends_on and self.decision != "repeat":
            raise ValueError("only a repeat has a new last day")
        return self


async def warn(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> queries.BreachView:
    """Raises TooFewFailures, ChildTooFewFailures, BreachOpen, WrongState, Forbidden."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    failures = await store.load_failures(conn, sentence_id)
    breach, done = breaches.warn(case, failures, new_id(), actor.subject, now)
    await store.add_breach(conn, breach)
    await save(conn, case, done, actor, now)
    return await queries.breach(conn, breach.id)


async def take_step(
    conn: Connection, breach_id: UUID, step: BreachState, actor: Actor, now: datetime
) -> queries.BreachView:
    """The counsellor's next step after the warning. Raises Forbidden and what `breaches.STEPS[step]` raises."""
    case, breach = await _load(conn, breach_id, actor)
    failures = await store.load_failures(conn, case.sentence.id)
    after, done = breaches.STEPS[step](case, breach, failures, actor.subject, now)
    await store.save_step(conn, after)
    await save(conn, case, done, actor, now)
    return await queries.breach(conn, breach_id)


async def decide(
    conn: Connection, breach_id: UUID, cmd: DecideBreach, actor: Actor, now: datetime
) -> queries.BreachView:
    """Raises ChildRepeatsOnly, MoreThanReplaced, RepeatDoesNotFit, ExtensionOutOfRange, EvidenceNoLongerHolds,
    WrongState, Forbidden."""
    case, breach = await _load(conn, breach_id, actor)
    decision = Decision(cmd.decision, cmd.hours, cmd.days, cmd.rupiah, cmd.ends_on)
    evidence = await store.standing_evidence(conn, breach_id)
    decided, done = breaches.decide(case, breach, decision, evidence, actor.subject, now)
    until = done.case.sentence.period.ends_on if decision.kind == "repeat" else None
    await store.save_decision(conn, decided, replace(decision, ends_on=until))
    await save(conn, case, done, actor, now)
    return await queries.breach(conn, breach_id)


async def _load(conn: Connection, breach_id: UUID, actor: Actor) -> tuple[Case, Breach]:
    """A breach and its case, both locked. Raises NotFound, Forbidden."""
    case = await cases.load_by_sentence(conn, await store.sentence_of(conn, breach_id))
    need_own_case(case, actor)
    return case, await store.load_breach(conn, breach_id)
