"""Use cases of the institution: enrol and withdraw. The waiting list moves up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.training.commands.decisions import after_leaving
from services.training.domain import enrolments
from services.training.domain.enrolments import Applicant, WithdrawalReason
from services.training.domain.programmes import Programme
from services.training.queries import enrolments as queries
from services.training.rules import RULES
from services.training.store import enrolments as store
from services.training.store import participants as participant_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as session_store
from services.training.store.personal import of_enrolments
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy import reads


class Enrol(BaseModel):
    participant_id: UUID


class Withdraw(BaseModel):
    """The note is not published."""

    reason: WithdrawalReason
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


async def enrol(conn: Connection, programme_id: UUID, cmd: Enrol, actor: Actor, now: datetime) -> queries.EnrolmentView:
    """Gives a place, or a number in the waiting list. The lock keeps two enrolments from sharing a place."""
    programme = await programme_store.load(conn, programme_id)
    participant = await participant_store.load(conn, cmd.participant_id)
    actor.require_organisation(participant.institution_id)
    prior, today = programme.entry.prior_skill, local_day(now)
    has_prior = prior is not None and await store.has_skill(conn, participant.person_id, prior)
    programme, enrolment, happened = enrolments.enrol(
        programme,
        Applicant(participant, has_prior),
        new_id(),
        await session_store.load_calendar(conn, programme_id),
        RULES.on(today),
        today,
    )
    await store.add(conn, enrolment, programme.skill, now)
    await programme_store.save(conn, programme)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.enrolment(conn, enrolment.id)


async def withdraw(
    conn: Connection, enrolment_id: UUID, cmd: Withdraw, actor: Actor, now: datetime
) -> queries.EnrolmentView:
    """Ends an enrolment. The first of the queue gets the free place in the same transaction."""
    programme = await programme_store.load(conn, await store.programme_of(conn, enrolment_id))
    actor.require_organisation(programme.institution_id)
    enrolment = await store.load(conn, enrolment_id)
    programme, withdrawn, happened = enrolments.withdraw(programme, enrolment, cmd.reason)
    await store.save(conn, [withdrawn], note=cmd.note or None)
    programme, promoted = await promote(conn, programme, local_day(now))
    await programme_store.save(conn, programme)
    settled = await after_leaving(conn, programme)
    await journal.append(conn, [*happened, *promoted, *settled], actor=actor.subject, now=now)
    return await queries.enrolment(conn, enrolment_id)


async def promote(conn: Connection, programme: Programme, today: date) -> tuple[Programme, list[Event]]:
    """Gives free places to the first of the queue and saves them. The caller has locked the programme, and saves it."""
    count = enrolments.promotable(programme, today)
    if not count:
        return programme, []
    first = await store.load_queue(conn, programme.id, count)
    programme, promoted, happened = enrolments.promote(programme, first)
    await store.save(conn, promoted)
    return programme, happened


async def read_enrolment(
    conn: Connection, enrolment_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.EnrolmentView:
    """It shows a name: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    view = await queries.enrolment_for(conn, actor, enrolment_id)
    await reads.log(conn, await of_enrolments(conn, [enrolment_id]), actor, purpose, now)
    return view


async def list_enrolments(
    conn: Connection,
    programme_id: UUID,
    state: str | None,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The same for a page: a read of each person on it."""
    found = await queries.enrolments_for(conn, actor, programme_id, state, after, limit)
    persons = await of_enrolments(conn, (view.id for view in found["items"]))
    await reads.log(conn, persons, actor, purpose, now)
    return found


async def log_again(conn: Connection, enrolment_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    await reads.log(conn, await of_enrolments(conn, [enrolment_id]), actor, "answer to a repeated request", now)
