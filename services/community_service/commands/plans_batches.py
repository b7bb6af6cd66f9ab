"""Use cases of plans for many. Somebody asks; a worker (`processes/plans_batches.py`) makes one after the other, each
saved in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.community_service.commands.plans import MakePlans, load_problems
from services.community_service.domain.plans import saved
from services.community_service.domain.plans.problem import Answer, Problem
from services.community_service.errors.plans import NothingToPlan, PlanNotProposed
from services.community_service.queries import plans_batches as queries
from services.community_service.queries.plans_needed import PlanStanding, needed_first
from services.community_service.store import plans
from services.community_service.store import plans_batches as store
from services.community_service.store.plans_batches import Batch
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.ids import new_id
from shared.postgres.pool import Connection

MOST = 500
Answers = Mapping[UUID, tuple[Problem, Answer]]
"""By case what was asked and what was found."""


@dataclass(frozen=True, slots=True)
class ToPlan:
    """The cases of a batch that can be planned: `known` have their answer, `counted` of them are booked already.
    `plan_ids`: the plans of those that are known. `refused` are not planned, by their slug."""

    problems: Sequence[Problem]
    known: Mapping[int, Answer]
    counted: frozenset[int]
    plan_ids: Mapping[UUID, UUID]
    refused: Mapping[UUID, str]


async def ask(conn: Connection, cmd: MakePlans, actor: Actor, now: datetime) -> queries.BatchView:
    """Plans for these cases, to be begun within seconds. Raises CasesBeingPlanned."""
    batch = Batch(new_id(), actor.subject, cmd.site_ids)
    await store.add_batch(conn, batch, list(dict.fromkeys(cmd.sentence_ids)), now)
    return await queries.batch(conn, batch.id)


async def ask_for_all(
    conn: Connection, standing: PlanStanding | None, actor: Actor, now: datetime
) -> queries.BatchView:
    """For all cases that need a plan and wait for no other one; of more than 500 those that end first.

    Raises NothingToPlan, CasesBeingPlanned."""
    needed = await needed_first(conn, standing, MOST, now)
    if not needed:
        raise NothingToPlan
    return await ask(conn, MakePlans(sentence_ids=needed), actor, now)


async def begin(conn: Connection, now: datetime) -> Batch | None:
    return await store.begin_batch(conn, now)


async def load(conn: Connection, batch: Batch, now: datetime) -> ToPlan:
    """What there is to plan with, and what was found before."""
    items = {item.sentence_id: item for item in await store.load_items(conn, batch.id)}
    cmd = MakePlans(sentence_ids=list(items), site_ids=batch.site_ids)
    loaded = await load_problems(conn, cmd, Actor(batch.asked_by, frozenset(), None), now)
    problems = [problem for id_, problem in loaded if isinstance(problem, Problem) and not items[id_].refusal]
    known, counted, plan_ids = {}, set(), {}
    for number, problem in enumerate(problems):
        if answered := items[problem.sentence.id].answered:
            known[number] = saved.answer_of(problem, answered.result)
            plan_ids[problem.sentence.id] = answered.plan_id
            if answered.state == "confirmed":
                counted.add(number)
    refused = {
        id_: found.slug
        for id_, found in loaded
        if isinstance(found, Refusal) and not items[id_].answered and not items[id_].refusal
    }
    return ToPlan(problems, known, frozenset(counted), plan_ids, refused)


async def save_answer(conn: Connection, batch: Batch, problem: Problem, answer: Answer, now: datetime) -> UUID | None:
    """Saves the plan of one case. None where another worker was faster: nothing is saved twice."""
    plan_id = await _add(conn, batch, problem, answer, now)
    if await store.answer_item(conn, batch.id, problem.sentence.id, plan_id, None):
        return plan_id
    await plans.drop_plan(conn, plan_id)
    return None


async def save_refusal(conn: Connection, batch: Batch, sentence_id: UUID, slug: str) -> bool:
    return await store.answer_item(conn, batch.id, sentence_id, None, slug)


async def save_better(
    conn: Connection, batch: Batch, found: Answers, plan_ids: Mapping[UUID, UUID], now: datetime
) -> dict[UUID, UUID]:
    """Plans that were made anew together, in place of those that the cases had. Raises PlanNotProposed where one of
    them was confirmed meanwhile: then all stays."""
    made = {id_: await _add(conn, batch, problem, answer, now) for id_, (problem, answer) in found.items()}
    changed = {id_: (plan_ids[id_], new) for id_, new in made.items()}
    if not await store.replace_plans(conn, batch.id, changed):
        raise PlanNotProposed(state="confirmed")
    return made


async def finish(conn: Connection, batch: Batch, now: datetime) -> None:
    await store.finish_batch(conn, batch.id, now)


async def _add(conn: Connection, batch: Batch, problem: Problem, answer: Answer, now: datetime) -> UUID:
    plan_id, result = new_id(), saved.result_of(problem, answer)
    await plans.add_plan(conn, plan_id, problem.sentence.id, saved.basis_of(problem), result, batch.asked_by, now)
    return plan_id
