"""Use cases of the institution: enrol and withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.training import queries, store
from services.training.commands.queue import promote
from services.training.domain import enrolment as rules
from services.training.rules import RULES
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class Enrol(BaseModel):
    participant_id: UUID


class Withdraw(BaseModel):
    """The note stays in the house."""

    reason: rules.WithdrawalReason
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


async def enrol(conn: Connection, programme_id: UUID, cmd: Enrol, actor: Actor, now: datetime) -> queries.EnrolmentView:
    """A place, or the waiting list when the programme is full. The lock keeps two at once from sharing a place."""
    programme = await store.programmes.load(conn, programme_id)
    participant = await store.participants.load(conn, cmd.participant_id)
    actor.require_organisation(participant.institution_id)
    prior, today = programme.entry.prior_skill, local_day(now)
    has_prior = prior is not None and await store.enrolments.has_skill(conn, participant.person_id, prior)
    programme, enrolment, happened = rules.enrol(
        programme,
        rules.Applicant(participant, has_prior),
        new_id(),
        await store.programmes.sessions_of(conn, programme_id),
        RULES.on(today),
        today,
    )
    await store.enrolments.add(conn, enrolment, programme.skill, now)
    await store.programmes.save(conn, programme)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.enrolment(conn, enrolment.id)


async def withdraw(
    conn: Connection, enrolment_id: UUID, cmd: Withdraw, actor: Actor, now: datetime
) -> queries.EnrolmentView:
    """The freed place goes to the first of the queue in the same transaction."""
    programme = await store.programmes.load(conn, await store.enrolments.programme_of(conn, enrolment_id))
    actor.require_organisation(programme.institution_id)
    enrolment = await store.enrolments.load(conn, enrolment_id)
    programme, withdrawn, happened = rules.withdraw(programme, enrolment, cmd.reason)
    await store.enrolments.save(conn, [withdrawn], note=cmd.note or None)
    programme, promoted = await promote(conn, programme, local_day(now))
    await store.programmes.save(conn, programme)
    await journal.append(conn, [*happened, *promoted], actor=actor.subject, now=now)
    return await queries.enrolment(conn, enrolment_id)
