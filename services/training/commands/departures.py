"""What a release and a transfer have in common: what a departure touches is locked, and then courses end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from services.training.commands.decisions import after_leaving
from services.training.commands.enrolments import promote
from services.training.domain import enrolments
from services.training.domain.enrolments import Enrolment, Withdrawal, WithdrawalReason
from services.training.domain.participants import Participant
from services.training.domain.programmes import Programme
from services.training.store import enrolments as enrolment_store
from services.training.store import participants as participant_store
from services.training.store import programmes as programme_store
from shared.edge.access import Actor
from shared.errors import ConcurrentChange
from shared.messaging.events import Event
from shared.postgres.pool import Connection

Step = Callable[[Connection, Participant, date, Actor, datetime], Awaitable[list[Event]]]
"""What ends or moves in the transaction of a departure. It gets the participant as before, and the day of leaving.

Programmes, enrolments and participant are locked already. A step locks only what comes after them in the order
(store/programmes.py), and returns its events, which the departure writes to the journal."""


async def hold(conn: Connection, participant_ids: Sequence[UUID]) -> dict[UUID, Participant]:
    """Locks participants with everything that their departure may end: first the programmes, then the enrolments.

    Raises ConcurrentChange where somebody enrolled one of them meanwhile: the caller's transaction begins anew."""
    programmes = await enrolment_store.active_programmes(conn, participant_ids)
    await programme_store.lock(conn, programmes)
    await enrolment_store.lock_all_of(conn, participant_ids)
    found = await participant_store.load_some(conn, participant_ids)
    if not set(await enrolment_store.active_programmes(conn, participant_ids)) <= set(programmes):
        raise ConcurrentChange
    return found


async def take_steps(
    conn: Connection, steps: Sequence[Step], participant: Participant, on: date, actor: Actor, now: datetime
) -> list[Event]:
    """In their order. What one of them refuses refuses the departure."""
    happened = list[Event]()
    for step in steps:
        happened += await step(conn, participant, on, actor, now)
    return happened


def ending_enrolments(reason: WithdrawalReason) -> Step:
    """The step that ends what runs and what waits in the institution that is left."""

    async def step(conn: Connection, participant: Participant, on: date, actor: Actor, now: datetime) -> list[Event]:
        del on, actor
        happened = list[Event]()
        for programme_id in await enrolment_store.active_programmes(conn, [participant.id]):
            programme = await programme_store.load(conn, programme_id)
            if programme.institution_id == participant.institution_id:
                active = await enrolment_store.load_active(conn, programme_id, participant.id)
                happened += await withdraw_some(conn, programme, active, reason, now)
        return happened

    return step


async def withdraw_some(
    conn: Connection, programme: Programme, leaving: Iterable[Enrolment], reason: Withdrawal, now: datetime
) -> list[Event]:
    """Each free place goes to the first of the queue. The caller has locked the programme."""
    happened = list[Event]()
    for enrolment in leaving:
        programme, withdrawn, left = enrolments.withdraw(programme, enrolment, reason)
        await enrolment_store.save(conn, [withdrawn])
        happened += left
    programme, promoted = await promote(conn, programme, now)
    await programme_store.save(conn, programme)
    return [*happened, *promoted, *await after_leaving(conn, programme)]
