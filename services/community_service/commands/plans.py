"""Use cases of plans. Solving is slow and happens between two transactions (`processes/plans.py`): `load_problem`
reads, `save_plan` writes. `confirm` checks every rule again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service.commands import placements
from services.community_service.commands.cases import need_office
from services.community_service.domain.plans import saved
from services.community_service.domain.plans.problem import Answer, Offer, Problem, Seats
from services.community_service.domain.plans.saved import Result
from services.community_service.domain.sentences import need_running
from services.community_service.queries import plans as queries
from services.community_service.store import plans as store
from services.community_service.store import sentences
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class MakePlan(BaseModel):
    """Without `site_ids` every site may get new sessions. Sessions that are scheduled elsewhere may stay there."""

    sentence_id: UUID
    site_ids: Annotated[frozenset[UUID], Field(min_length=1, max_length=100)] | None = None


class MakePlans(BaseModel):
    sentence_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    site_ids: Annotated[frozenset[UUID], Field(min_length=1, max_length=100)] | None = None


async def load_problem(conn: Connection, cmd: MakePlan, actor: Actor, now: datetime) -> Problem:
    """What there is to plan with. Raises NotFound, Forbidden, WrongState."""
    sentence = await sentences.read_sentence(conn, cmd.sentence_id)
    await need_office(conn, actor, sentence)
    need_running(sentence)
    offers = await store.load_offers(conn, cmd.site_ids)
    taken = await store.load_taken(conn, offers, local_day(now))
    return await store.load_problem(conn, sentence, offers, taken, now)


Loaded = Sequence[tuple[UUID, Problem | Refusal]]
"""For each sentence, once each: its problem, or the refusal if it cannot be planned."""


async def load_problems(conn: Connection, cmd: MakePlans, actor: Actor, now: datetime) -> Loaded:
    """What there is to plan with for many sentences, over the same seats."""
    offers = await store.load_offers(conn, cmd.site_ids)
    taken = await store.load_taken(conn, offers, local_day(now))
    return [(id_, await _one_of_many(conn, id_, offers, taken, now)) for id_ in dict.fromkeys(cmd.sentence_ids)]


async def _one_of_many(
    conn: Connection, id_: UUID, offers: tuple[Offer, ...], taken: Seats, now: datetime
) -> Problem | Refusal:
    try:
        sentence = await sentences.read_sentence(conn, id_)
        need_running(sentence)
    except Refusal as refusal:
        return refusal
    return await store.load_problem(conn, sentence, offers, taken, now)


async def save_plan(
    conn: Connection, problem: Problem, answer: Answer, actor: Actor, now: datetime
) -> queries.PlanView:
    """Saves what planning found. Nothing is scheduled yet."""
    plan_id, result = new_id(), saved.result_of(problem, answer)
    basis = saved.basis_of(problem)
    await store.add_plan(conn, plan_id, problem.sentence.id, basis, result, actor.subject, now)
    return await queries.plan(conn, plan_id)


async def confirm(conn: Connection, plan_id: UUID, actor: Actor, now: datetime) -> queries.PlanView:
    """Schedules a proposal, all of it or nothing. Every rule is checked again.

    Raises PlanNotProposed, PlanOutdated, RulesBroken, SlotFull, TwoPlacesAtOnce, SiteNotOpen, Forbidden."""
    sentence, plan = await store.load_plan(conn, plan_id)
    await need_office(conn, actor, sentence)
    saved.need_proposed(plan)
    problem = await store.problem_of(conn, sentence, now)
    saved.need_current(plan, problem)
    for session_id in plan.result.cancelled:
        await placements.cancel_for_plan(conn, session_id, actor, now)
    await _place(conn, sentence.id, plan.result, actor, now)
    if changes := saved.changes(sentence, problem, plan.result):
        await journal.append(conn, changes, actor=actor.subject, now=now)
    await store.confirm_plan(conn, plan_id, actor.subject, now)
    return await queries.plan(conn, plan_id)


async def _place(conn: Connection, sentence_id: UUID, result: Result, actor: Actor, now: datetime) -> None:
    """One placement for each site, in the order of the sites' ids, so that two plans never deadlock."""
    for site_id in sorted({session.site_id for session in result.sessions}):
        planned = [
            placements.PlannedSession(on=s.on, starts=s.starts, ends=s.ends)
            for s in result.sessions
            if s.site_id == site_id
        ]
        cmd = placements.ConfirmPlacement(sentence_id=sentence_id, site_id=site_id, sessions=planned)
        await placements.confirm(conn, cmd, actor, now)
