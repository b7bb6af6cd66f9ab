"""Use cases of the instructor: assess, complete, fail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.training.commands import certificates, readiness
from services.training.domain import assessments
from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from services.training.queries import enrolments as enrolment_queries
from services.training.queries.enrolments import EnrolmentView
from services.training.store import certificates as certificate_store
from services.training.store import enrolments as enrolment_store
from services.training.store import participants as participant_store
from services.training.store import programmes as programme_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection


class Assess(BaseModel):
    score: Annotated[int, Field(ge=0, le=100)]


class Fail(BaseModel):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


async def assess(conn: Connection, enrolment_id: UUID, cmd: Assess, actor: Actor, now: datetime) -> EnrolmentView:
    _, enrolment = await _load(conn, enrolment_id, actor)
    return await _save(conn, *assessments.assess(enrolment, cmd.score), actor, now)


async def complete(conn: Connection, enrolment_id: UUID, actor: Actor, now: datetime) -> EnrolmentView:
    """Completes an enrolment that meets the pass rule, and issues a certificate."""
    programme, enrolment = await _load(conn, enrolment_id, actor)
    today = local_day(now)
    certificate = await certificates.new(conn, programme, enrolment, today, today)
    completed, happened = assessments.complete(programme, enrolment, certificate, today)
    await certificate_store.add(conn, certificate)
    await enrolment_store.save(conn, [completed])
    happened += await readiness.reach(conn, await participant_store.load(conn, enrolment.participant_id), now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await enrolment_queries.enrolment(conn, enrolment_id)


async def fail(conn: Connection, enrolment_id: UUID, cmd: Fail, actor: Actor, now: datetime) -> EnrolmentView:
    programme, enrolment = await _load(conn, enrolment_id, actor)
    return await _save(conn, *assessments.fail(programme, enrolment, cmd.reason), actor, now)


async def _load(conn: Connection, enrolment_id: UUID, actor: Actor) -> tuple[Programme, Enrolment]:
    """The programme, and the enrolment locked. The caller must be of the agency that teaches."""
    programme_id = await enrolment_store.programme_of(conn, enrolment_id)
    programme = await programme_store.read(conn, programme_id)
    actor.require_organisation(programme.agency_id)
    return programme, await enrolment_store.load(conn, enrolment_id)


async def _save(
    conn: Connection, enrolment: Enrolment, happened: list[Event], actor: Actor, now: datetime
) -> EnrolmentView:
    await enrolment_store.save(conn, [enrolment])
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await enrolment_queries.enrolment(conn, enrolment.id)
