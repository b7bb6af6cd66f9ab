"""Use cases of planning. Solving takes long and happens between two transactions: `gather` reads, `keep` writes, and
`confirm` checks everything again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from services.community_service import events
from services.community_service.commands import placements
from services.community_service.commands.cases import need_office
from services.community_service.domain.calendar import shown
from services.community_service.domain.plans.problem import Answer, Explanation, Offer, Problem, Proposal, Seats
from services.community_service.domain.plans.texts import text
from services.community_service.domain.sentences import balance, need_running
from services.community_service.errors.plans import PlanNotProposed, PlanOutdated
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
    """New sessions go to `site_ids` only where they are named; what is scheduled elsewhere and can stay, stays."""

    sentence_id: UUID
    site_ids: Annotated[frozenset[UUID], Field(min_length=1, max_length=100)] | None = None


class MakePlans(BaseModel):
    sentence_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    site_ids: Annotated[frozenset[UUID], Field(min_length=1, max_length=100)] | None = None


async def gather(conn: Connection, cmd: MakePlan, actor: Actor, now: datetime) -> Problem:
    """What there is to plan with. Raises NotFound, Forbidden, WrongState."""
    sentence = await sentences.read_sentence(conn, cmd.sentence_id)
    await need_office(conn, actor, sentence)
    need_running(sentence)
    offers = await store.load_offers(conn, cmd.site_ids)
    taken = await store.load_taken(conn, offers, local_day(now))
    return await store.load_problem(conn, sentence, offers, taken, now)


async def gather_many(conn: Connection, cmd: MakePlans, now: datetime) -> list[tuple[UUID, Problem | Refusal]]:
    """The same for each sentence, once each, over the same seats; who cannot be planned is said so."""
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


async def keep(conn: Connection, problem: Problem, answer: Answer, actor: Actor, now: datetime) -> queries.PlanView:
    """Stores what planning found; nothing is scheduled yet."""
    plan_id, state = new_id(), "proposed" if isinstance(answer, Proposal) else "impossible"
    said = _said(problem, answer).model_dump_json()
    await store.add_plan(conn, plan_id, problem.sentence.id, state, basis(problem), said, actor.subject, now)
    return await queries.plan(conn, plan_id)


async def keep_many(
    conn: Connection,
    gathered: Sequence[tuple[UUID, Problem | Refusal]],
    answers: Sequence[Answer],
    actor: Actor,
    now: datetime,
) -> queries.BatchView:
    """An answer for each sentence that was asked about, in the order of the question."""
    found, items = iter(answers), []
    for id_, problem in gathered:
        if isinstance(problem, Refusal):
            items.append(queries.BatchItem(sentence_id=id_, plan=None, refusal=problem.slug))
        else:
            view = await keep(conn, problem, next(found), actor, now)
            items.append(queries.BatchItem(sentence_id=id_, plan=view, refusal=None))
    states = [item.plan.state if item.plan else "refused" for item in items]
    return queries.BatchView(
        proposed=states.count("proposed"),
        impossible=states.count("impossible"),
        refused=states.count("refused"),
        items=items,
    )


def basis(problem: Problem) -> str:
    """What must still be so when a plan is confirmed: the person's schedule and balance."""
    sessions_ = sorted(str(each.session_id) for each in problem.existing)
    return orjson.dumps({"needed_minutes": problem.needed_minutes, "sessions": sessions_}).decode()


async def confirm(conn: Connection, plan_id: UUID, actor: Actor, now: datetime) -> queries.PlanView:
    """Makes a proposal the schedule, all or nothing, every rule checked again.

    Raises PlanNotProposed, PlanStale, RulesBroken, NoSeat, TwoPlacesAtOnce, SiteNotOpen, Forbidden."""
    sentence, row = await store.load_plan(conn, plan_id)
    await need_office(conn, actor, sentence)
    if row["state"] != "proposed":
        raise PlanNotProposed(state=row["state"])
    problem = await store.problem_of(conn, sentence, now)
    if orjson.loads(row["basis"]) != orjson.loads(basis(problem)):
        raise PlanOutdated(made_at=shown(row["made_at"]))
    answer = queries.PlanAnswer.model_validate_json(row["answer"])
    for session_id in answer.cancelled:
        await placements.cancel_for_plan(conn, session_id, actor, now)
    await _place(conn, sentence.id, answer, actor, now)
    if problem.existing and (answer.cancelled or answer.sessions):
        changed = events.PlacementChanged(
            **balance(sentence),
            sessions_cancelled=len(answer.cancelled),
            sessions_added=len(answer.sessions),
            sessions_kept=len(answer.kept),
            completes_on=answer.completes_on,
        )
        await journal.append(conn, [changed], actor=actor.subject, now=now)
    await store.confirm_plan(conn, plan_id, actor.subject, now)
    return await queries.plan(conn, plan_id)


async def _place(conn: Connection, sentence_id: UUID, answer: queries.PlanAnswer, actor: Actor, now: datetime) -> None:
    """One placement for each site, in the order of their ids: two plans never wait for each other in a circle."""
    for site_id in sorted({session.site_id for session in answer.sessions}):
        planned = [
            placements.PlannedSession(on=s.on, starts=s.starts, ends=s.ends)
            for s in answer.sessions
            if s.site_id == site_id
        ]
        cmd = placements.ConfirmPlacement(sentence_id=sentence_id, site_id=site_id, sessions=planned)
        await placements.confirm(conn, cmd, actor, now)


def _said(problem: Problem, answer: Answer) -> queries.PlanAnswer:
    if isinstance(answer, Explanation):
        return queries.PlanAnswer(needed_minutes=problem.needed_minutes, explanation=_explained(answer))
    return queries.PlanAnswer(
        needed_minutes=problem.needed_minutes,
        sessions=[
            queries.PlannedSession(site_id=s.site_id, on=s.on, starts=s.starts, ends=s.ends, minutes=s.minutes)
            for s in answer.sessions
        ],
        kept=list(answer.kept),
        cancelled=list(answer.cancelled),
        completes_on=answer.completes_on,
        sites=answer.sites,
        kilometres=answer.kilometres,
        optimal=answer.optimal,
    )


def _explained(answer: Explanation) -> queries.ExplanationView:
    return queries.ExplanationView(
        needed_minutes=answer.needed_minutes,
        schedulable_minutes=answer.schedulable_minutes,
        short_minutes=answer.short_minutes,
        usable_days=answer.usable_days,
        days_missing=answer.days_missing,
        relaxations=[
            queries.RelaxationView(
                constraint=each.family,
                gained_minutes=each.gained_minutes,
                enough=each.enough,
                needed=each.needed,
                text_id=text(each, 0),
                text_en=text(each, 1),
            )
            for each in answer.relaxations
        ],
        full_slots=[queries.FullSlot(site_id=f.site_id, slot_id=f.slot_id, on=f.on) for f in answer.full],
    )
