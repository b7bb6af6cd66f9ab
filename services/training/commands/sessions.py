"""Use case: put a session on the calendar, or move it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.training.domain import children, neighbours, sessions
from services.training.domain.sessions import Session
from services.training.queries import programmes as programme_queries
from services.training.rules import RULES
from services.training.store import enrolments as enrolment_store
from services.training.store import neighbours as neighbour_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as store
from shared.clock import local_day
from shared.dates import MOMENT
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)), MOMENT
]


class SessionTime(BaseModel):
    """From one moment to another. The end is not included."""

    starts_at: Moment
    ends_at: Moment


async def schedule_session(
    conn: Connection, programme_id: UUID, number: int, cmd: SessionTime, actor: Actor, now: datetime
) -> programme_queries.ProgrammeView:
    """Sets or moves a session. Where a child takes part, the calendar stays within the limits of C3.

    A session that is on the calendar may be moved also after the last day of its agreement: what runs goes on."""
    known = await programme_store.read(conn, programme_id)
    agreement = await neighbour_store.load_agreement(conn, known.cooperation_agreement_id)
    programme = await programme_store.load(conn, programme_id)
    if "coordinator" not in actor.roles:
        actor.require_organisation(programme.agency_id)
    session = Session(programme_id, number, cmd.starts_at, cmd.ends_at)
    before = await store.load_calendar(conn, programme_id)
    calendar, happened = sessions.schedule(programme, before, session, now)
    if all(other.number != number for other in before):
        neighbours.need_day(agreement, session.day)
    birth_dates = await enrolment_store.birth_dates(conn, programme_id)
    children.check(programme, calendar, birth_dates, RULES.of(programme.rules_from), local_day(now))
    await store.save(conn, [session])
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await programme_queries.programme(conn, programme_id)
