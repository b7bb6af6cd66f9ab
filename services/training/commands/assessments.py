"""Use cases of the instructor: assess, complete, fail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.training.commands import certificates, readiness
from services.training.commands.decisions import after_leaving
from services.training.commands.officials_duty import need_recorder
from services.training.domain import assessments
from services.training.domain.assessments import Correction
from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from services.training.queries import enrolments as enrolment_queries
from services.training.queries.enrolments import EnrolmentView
from services.training.store import assessments as store
from services.training.store import certificates as certificate_store
from services.training.store import enrolments as enrolment_store
from services.training.store import participants as participant_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as session_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection


class Assess(BaseModel):
    """`component` may be left out where the programme has one only. A correction is no new attempt."""

    score: Annotated[int, Field(ge=0, le=100)]
    component: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None = None
    correction: Correction | None = None


class Fail(BaseModel):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


async def assess(conn: Connection, enrolment_id: UUID, cmd: Assess, actor: Actor, now: datetime) -> EnrolmentView:
    programme = await programme_store.read(conn, await enrolment_store.programme_of(conn, enrolment_id))
    await need_recorder(conn, programme, actor, local_day(now))
    enrolment = await enrolment_store.load(conn, enrolment_id)
    certified = bool(await certificate_store.certified_among(conn, [enrolment_id]))
    assessed, assessment, happened = assessments.assess(
        programme, enrolment, cmd.score, cmd.component, cmd.correction, certified=certified
    )
    if assessment:
        await store.add(conn, enrolment_id, assessment, actor.subject, now)
        await enrolment_store.save(conn, [assessed])
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await enrolment_queries.enrolment(conn, enrolment_id)


async def complete(conn: Connection, enrolment_id: UUID, actor: Actor, now: datetime) -> EnrolmentView:
    """Completes an enrolment that meets the pass rule, and issues a certificate."""
    programme, enrolment = await _load(conn, enrolment_id, actor, now)
    today = local_day(now)
    certificate = await certificates.new(conn, programme, enrolment, today, today)
    calendar = await session_store.load_all(conn, programme.id)
    completed, happened = assessments.complete(programme, enrolment, certificate, today, calendar)
    await certificate_store.add(conn, certificate)
    await enrolment_store.save(conn, [completed])
    happened += await readiness.reach(conn, await participant_store.load(conn, enrolment.participant_id), now)
    return await _end(conn, programme, completed, happened, actor, now)


async def fail(conn: Connection, enrolment_id: UUID, cmd: Fail, actor: Actor, now: datetime) -> EnrolmentView:
    programme, enrolment = await _load(conn, enrolment_id, actor, now)
    failed, happened = assessments.fail(programme, enrolment, cmd.reason)
    return await _end(conn, programme, failed, happened, actor, now)


async def _load(conn: Connection, enrolment_id: UUID, actor: Actor, now: datetime) -> tuple[Programme, Enrolment]:
    """The programme and the enrolment, both locked: with the last one there is nothing left to decide."""
    programme = await programme_store.load(conn, await enrolment_store.programme_of(conn, enrolment_id))
    await need_recorder(conn, programme, actor, local_day(now))
    return programme, await enrolment_store.load(conn, enrolment_id)


async def _end(
    conn: Connection, programme: Programme, enrolment: Enrolment, happened: list[Event], actor: Actor, now: datetime
) -> EnrolmentView:
    await enrolment_store.save(conn, [enrolment])
    settled = await after_leaving(conn, programme)
    await journal.append(conn, [*happened, *settled], actor=actor.subject, now=now)
    return await enrolment_queries.enrolment(conn, enrolment.id)
