"""Use cases of the institution: enrol and withdraw. The waiting list moves up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.training.commands.decisions import after_leaving
from services.training.domain import enrolments
from services.training.domain.enrolments import Applicant, Enrolment, Terms, WithdrawalReason
from services.training.domain.participants import Participant
from services.training.domain.programmes import Programme
from services.training.events import Level
from services.training.queries import enrolments as queries
from services.training.rules import RULES
from services.training.store import enrolments as store
from services.training.store import holidays as holiday_store
from services.training.store import participants as participant_store
from services.training.store import plans as plan_store
from services.training.store import programmes as programme_store
from services.training.store.personal import of_enrolments
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy import reads

_AT_ONCE = 20
"""How many of a queue are looked at in one go."""


class Enrol(BaseModel):
    participant_id: UUID


class Withdraw(BaseModel):
    """The note is not published."""

    reason: WithdrawalReason
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


async def enrol(conn: Connection, programme_id: UUID, cmd: Enrol, actor: Actor, now: datetime) -> queries.EnrolmentView:
    """Gives a place, or a number in the waiting list. The lock keeps two enrolments from sharing a place."""
    today = local_day(now)
    programme, promoted = await promote(conn, await programme_store.load(conn, programme_id), now)
    await plan_store.lock_person_of(conn, cmd.participant_id)
    participant = await participant_store.load(conn, cmd.participant_id)
    actor.require_organisation(participant.institution_id)
    applicant, terms = await _applicant(conn, programme, participant, today), await _terms(conn, programme, now)
    programme, enrolment, happened = enrolments.enrol(programme, applicant, new_id(), terms)
    await store.add(conn, enrolment, programme.skill, now)
    await programme_store.save(conn, programme)
    await journal.append(conn, [*promoted, *happened], actor=actor.subject, now=now)
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
    programme, promoted = await promote(conn, programme, now)
    await programme_store.save(conn, programme)
    settled = await after_leaving(conn, programme)
    await journal.append(conn, [*happened, *promoted, *settled], actor=actor.subject, now=now)
    return await queries.enrolment(conn, enrolment_id)


async def promote(conn: Connection, programme: Programme, now: datetime) -> tuple[Programme, list[Event]]:
    """Gives free places, in order, to those who may take part now, and saves them; the others are passed over.

    The caller has locked the programme, and saves it."""
    happened, ticket = list[Event](), 0
    while enrolments.promotable(programme, local_day(now)):
        queue = await store.load_queue(conn, programme.id, _AT_ONCE, ticket)
        if not queue:
            break
        programme, facts = await look_at(conn, programme, queue, now)
        happened, ticket = [*happened, *facts], queue[-1].ticket or 0
    return programme, happened


async def look_at(
    conn: Connection, programme: Programme, queue: Sequence[Enrolment], now: datetime
) -> tuple[Programme, Sequence[Event]]:
    """Judges these of the waiting list as things are, and saves what becomes of them."""
    today = local_day(now)
    await plan_store.lock_persons(conn, [waiting.person_id for waiting in queue])
    applicants = [
        (waiting, await _applicant(conn, programme, await participant_store.load(conn, waiting.participant_id), today))
        for waiting in queue
    ]
    looked = enrolments.look(programme, applicants, await _terms(conn, programme, now))
    await store.save(conn, looked.promoted)
    await store.save_obstacles(conn, [*looked.passed, *((waiting, ()) for waiting in looked.cleared)])
    return looked.programme, looked.happened


async def _applicant(conn: Connection, programme: Programme, participant: Participant, today: date) -> Applicant:
    person, levels = participant.person_id, dict[str, set[Level]]()
    if programme.entry.prior_skill:
        levels = await store.completed_levels(conn, person)
    others = await plan_store.load_others(conn, [person], [programme.id], today)
    return Applicant(participant, enrolments.has_prior(programme.entry, levels), others.get(person, ()))


async def _terms(conn: Connection, programme: Programme, now: datetime) -> Terms:
    sessions, today = await plan_store.load_sessions(conn, [programme.id], now), local_day(now)
    holidays = await holiday_store.load_calendar(conn)
    return Terms(sessions.get(programme.id, ()), RULES.on(today), holidays, today)


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
