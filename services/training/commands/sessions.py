"""Use cases: put a session on the calendar, move it, cancel it, make up for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.training.domain import neighbours, plans, sessions
from services.training.domain.neighbours import CooperationAgreement
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session
from services.training.domain.training_bodies import need_accredited_on
from services.training.events import CancelReason
from services.training.queries import programmes as programme_queries
from services.training.rules import RULES
from services.training.store import holidays as holiday_store
from services.training.store import neighbours as neighbour_store
from services.training.store import plans as plan_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as store
from services.training.store import training_bodies as body_store
from shared.dates import MOMENT
from shared.edge.access import Actor
from shared.errors import refuse_all
from shared.journal import journal
from shared.postgres.pool import Connection

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)), MOMENT
]


class SessionTime(BaseModel):
    """From one moment to another. The end is not included."""

    starts_at: Moment
    ends_at: Moment


class CancelSession(BaseModel):
    """Why it is not held. Where the content is to be taught after all, a make-up session follows."""

    reason: CancelReason


async def schedule_session(
    conn: Connection, programme_id: UUID, number: int, cmd: SessionTime, actor: Actor, now: datetime
) -> programme_queries.ProgrammeView:
    """Sets or moves a session. Where a child takes part it stays within C3, with all courses of the child; and nobody
    who takes part has another course at that time.

    A session that is on the calendar may be moved also after the last day of its agreement: what runs goes on."""
    agreement, programme = await _load(conn, programme_id, actor)
    before = await store.load_all(conn, programme_id)
    session = sessions.moved(programme, before, number, cmd.starts_at, cmd.ends_at)
    is_new = all(other.number != number for other in before)
    return await _put(conn, programme, before, session, agreement if is_new else None, actor, now)


async def make_up(
    conn: Connection, programme_id: UUID, number: int, cmd: SessionTime, actor: Actor, now: datetime
) -> programme_queries.ProgrammeView:
    """A new session for one that is cancelled, or that somebody missed."""
    agreement, programme = await _load(conn, programme_id, actor)
    before = await store.load_all(conn, programme_id)
    session = sessions.make_up(programme, before, number, cmd.starts_at, cmd.ends_at)
    return await _put(conn, programme, before, session, agreement, actor, now)


async def cancel_session(
    conn: Connection, programme_id: UUID, number: int, cmd: CancelSession, actor: Actor, now: datetime
) -> programme_queries.ProgrammeView:
    programme = await programme_store.load(conn, programme_id)
    _need_own(programme, actor)
    known = await store.load_to_cancel(conn, programme_id, number)
    session, happened = sessions.cancel(programme, known, number, cmd.reason)
    if happened:
        await store.cancel(conn, session, cmd.reason, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await programme_queries.programme(conn, programme_id)


async def _load(conn: Connection, programme_id: UUID, actor: Actor) -> tuple[CooperationAgreement, Programme]:
    """Both locked, the agreement first."""
    known = await programme_store.read(conn, programme_id)
    agreement = await neighbour_store.load_agreement(conn, known.cooperation_agreement_id)
    programme = await programme_store.load(conn, programme_id)
    _need_own(programme, actor)
    return agreement, programme


def _need_own(programme: Programme, actor: Actor) -> None:
    if "coordinator" not in actor.roles:
        actor.require_organisation(programme.agency_id)


async def _put(
    conn: Connection,
    programme: Programme,
    before: Sequence[Session],
    session: Session,
    new_under: CooperationAgreement | None,
    actor: Actor,
    now: datetime,
) -> programme_queries.ProgrammeView:
    """`new_under`: the agreement that a new session lies within."""
    calendar, happened = sessions.schedule(programme, before, session, now)
    if new_under:
        neighbours.need_day(new_under, session.day)
        need_accredited_on(await body_store.current(conn, programme.id), session.day)
    takers = await plan_store.load_takers(conn, programme.id, session.day)
    holidays = await holiday_store.load_calendar(conn)
    refuse_all(plans.moved(programme, calendar, session, takers, RULES.of(programme.rules_from), holidays))
    await store.save(conn, [session])
    await holiday_store.open_session(conn, session)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await programme_queries.programme(conn, programme.id)
