"""Which open programmes of the institution somebody may join, and why not. The judgement is the one of an enrolment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.training.domain import enrolments
from services.training.domain.enrolments import Applicant, Terms
from services.training.domain.participants import Participant
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session
from services.training.errors.enrolments import AlreadyEnrolled
from services.training.events import Level
from services.training.rules import RULES
from services.training.store import enrolments as enrolment_store
from services.training.store import plans as plan_store
from services.training.store.holidays import load_calendar
from services.training.store.programmes import open_ones
from shared.clock import local_day
from shared.edge.paging import page
from shared.errors import Refusal
from shared.postgres.pool import Connection, Row

Place = Literal["confirmed", "waitlisted", "completed"]

MOST_REASONS = 10
"""A calendar may break a limit at each of its sessions."""


class Reason(BaseModel):
    slug: str
    rule: str | None
    article: str | None
    detail: str


class Opening(BaseModel):
    """`may_join`: nothing stands in the way today; then `place` says what an enrolment would give, or what the person
    has, and `position` the place in the queue, from 1. `reasons` are at most ten."""

    id: UUID
    agency_id: UUID
    skill: str
    title: str
    level: Level
    starts_on: date
    ends_on: date
    capacity: int
    free: int
    waiting: int
    may_join: bool
    reasons: list[Reason]
    enrolment_id: UUID | None
    place: Place | None
    position: int | None


async def openings(
    conn: Connection, participant: Participant, language: str, after: UUID | None, limit: int, now: datetime
) -> dict[str, Any]:
    """A page of the institution's open programmes that are not over."""
    today = local_day(now)
    programmes = await open_ones(conn, participant.institution_id, today, after, limit + 1)
    ids, person = [programme.id for programme in programmes], participant.person_id
    sessions = await plan_store.load_sessions(conn, ids, now)
    others = (await plan_store.load_others(conn, [person], [], today)).get(person, [])
    levels = await enrolment_store.completed_levels(conn, person)
    held = await _held(conn, participant.id, ids)
    holidays = await load_calendar(conn)

    def judge(programme: Programme) -> list[Refusal]:
        beside: Sequence[Session] = [each for each in others if each.programme_id != programme.id]
        applicant = Applicant(participant, enrolments.has_prior(programme.entry, levels), beside)
        terms = Terms(sessions.get(programme.id, ()), RULES.on(today), holidays, today)
        return enrolments.unmet(programme, applicant, terms)

    views = [_view(each, judge(each), held.get(each.id), language) for each in programmes]
    return page(views, limit, lambda view: view.id)


async def _held(conn: Connection, participant_id: UUID, programmes: Sequence[UUID]) -> dict[UUID, Row]:
    """What the participant has in these programmes: a place, a number in the queue, or a completed course."""
    rows = await conn.fetch(
        "select e.programme_id, e.id, e.state, case when e.state = 'waitlisted' then (select count(*)"
        "  from enrolments as w where w.programme_id = e.programme_id and w.state = 'waitlisted'"
        "  and w.ticket <= e.ticket) end as position"
        " from enrolments as e where e.participant_id = $1 and e.programme_id = any($2)"
        " and e.state in ('waitlisted', 'confirmed', 'completed')",
        *(participant_id, list(programmes)),
    )
    return {row["programme_id"]: row for row in rows}


def _view(programme: Programme, broken: list[Refusal], held: Row | None, language: str) -> Opening:
    if held and held["state"] != "waitlisted":
        broken = [AlreadyEnrolled()]
    place, position = _place(programme, held) if held or not broken else (None, None)
    return Opening(
        id=programme.id,
        agency_id=programme.agency_id,
        skill=programme.skill,
        title=programme.title,
        level=programme.level,
        starts_on=programme.period.starts_on,
        ends_on=programme.period.ends_on,
        capacity=programme.capacity,
        free=programme.free,
        waiting=programme.waiting,
        may_join=not broken,
        reasons=[_reason(each, language) for each in broken[:MOST_REASONS]],
        enrolment_id=held["id"] if held else None,
        place=place,
        position=position,
    )


def _place(programme: Programme, held: Row | None) -> tuple[Place, int | None]:
    """What the person has, or would get. Where a place is free nobody waits who may take it."""
    if held:
        return held["state"], held["position"]
    return ("confirmed", None) if programme.free else ("waitlisted", programme.waiting + 1)


def _reason(refusal: Refusal, language: str) -> Reason:
    return Reason(slug=refusal.slug, rule=refusal.rule, article=refusal.article, detail=refusal.message(language))
