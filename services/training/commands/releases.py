"""Use cases: a participant is released, and comes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.commands import readiness
from services.training.commands.departures import Step, ending_enrolments, hold, take_steps
from services.training.commands.fields import Day
from services.training.commands.participants import RegisterNumber
from services.training.commands.payouts import drop_on_return, pay_out_due
from services.training.domain import releases
from services.training.domain.stays import ReleaseKind
from services.training.queries import participants as queries
from services.training.store import identities as identity_store
from services.training.store import participants as participant_store
from services.training.store import stays as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

RELEASE_STEPS: tuple[Step, ...] = (ending_enrolments("released"), pay_out_due)
"""What ends with the release, in its transaction, in this order."""
RETURN_STEPS: tuple[Step, ...] = (drop_on_return, readiness.begin_anew)
"""What begins anew with the return."""


class Release(BaseModel):
    """`on` is the day of leaving; it may be in the past. A day to come is the `expected_release` of the register."""

    on: Day
    kind: ReleaseKind


class Return(BaseModel):
    """The institution gives a new number, or the old one again."""

    on: Day
    register_number: RegisterNumber


async def release(
    conn: Connection, participant_id: UUID, cmd: Release, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """Ends in one transaction what ends with the release. Whoever waits for a place that is free gets it."""
    participant = (await hold(conn, [participant_id]))[participant_id]
    actor.require_organisation(participant.institution_id)
    stay = await store.last(conn, participant_id)
    released, ended, happened = releases.release(participant, stay, cmd.on, cmd.kind, local_day(now))
    await store.save(conn, ended, actor.subject, now)
    more = await take_steps(conn, RELEASE_STEPS, participant, cmd.on, actor, now)
    await participant_store.save_place(conn, released)
    await journal.append(conn, [*happened, *more], actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)


async def come_back(
    conn: Connection, participant_id: UUID, cmd: Return, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """The same institution holds the person again: a new stay, and the same record with all that it has."""
    participant = await participant_store.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    last = await store.last(conn, participant_id)
    back, stay, happened = releases.come_back(participant, last, new_id(), cmd.register_number, cmd.on, local_day(now))
    await participant_store.save_place(conn, back)
    await identity_store.mark_second(conn, participant_id)
    await store.give_number(conn, back, actor.subject, now)
    await store.add(conn, stay, actor.subject, now)
    happened += await take_steps(conn, RETURN_STEPS, back, cmd.on, actor, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)
