"""Use case: put a session on the calendar, or move it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.training.domain import neighbours, plans, sessions
from services.training.domain.sessions import Session
from services.training.queries import programmes as programme_queries
from services.training.rules import RULES
from services.training.store import holidays as holiday_store
from services.training.store import neighbours as neighbour_store
from services.training.store import plans as plan_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as store
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


async def schedule_session(
    conn: Connection, programme_id: UUID, number: int, cmd: SessionTime, actor: Actor, now: datetime
) -> programme_queries.ProgrammeView:
    """Sets or moves a session. Where a child takes part it stays within C3, with all courses of the child; and nobody
    who takes part has another course at that time.

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
    takers = await plan_store.load_takers(conn, programme_id, session.day)
    holidays = await holiday_store.load_calendar(conn)
    refuse_all(plans.moved(programme, calendar, session, takers, RULES.of(programme.rules_from), holidays))
    await store.save(conn, [session])
    await holiday_store.open_session(conn, session)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await programme_queries.programme(conn, programme_id)
