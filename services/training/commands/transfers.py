"""Use cases: a participant is transferred to another institution, which confirms that the person came."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.commands.departures import Step, ending_enrolments, hold, take_steps
from services.training.commands.fields import Day
from services.training.commands.identities import join_entries
from services.training.commands.ledger_homes import move_accounts
from services.training.commands.participants import RegisterNumber
from services.training.domain import transfers
from services.training.domain.identities import Join
from services.training.domain.stays import Stay
from services.training.queries import participants as queries
from services.training.queries.stays import StaysView, stays_for
from services.training.store import identities as identity_store
from services.training.store import neighbours as neighbour_store
from services.training.store import participants as participant_store
from services.training.store import stays as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import ConcurrentChange
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik, no_nul

TRANSFER_STEPS: tuple[Step, ...] = (ending_enrolments("transferred"), move_accounts)
"""What ends or moves with the transfer, in its transaction, in this order. The participant is as before; the register
says already where the person is held since."""

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    AfterValidator(no_nik),
    AfterValidator(no_nul),
]


class Transfer(BaseModel):
    """`institution_id` is where the person goes, `register_number` the number there."""

    institution_id: UUID
    register_number: RegisterNumber
    on: Day
    reason: Reason


class Arrive(BaseModel):
    """`register_number`: where the institution gave another one than the transfer says."""

    register_number: RegisterNumber | None = None


async def transfer(conn: Connection, participant_id: UUID, cmd: Transfer, actor: Actor, now: datetime) -> StaysView:
    """Ends in one transaction what ends with the transfer. The person keeps what was completed.

    Where the other institution has the person already, its entry is joined into this one."""
    _, person_id = await participant_store.whereabouts(conn, participant_id)
    await identity_store.gate(conn, person_id)
    there = await identity_store.entry_in(conn, cmd.institution_id, person_id)
    held = await hold(conn, [each for each in (participant_id, there) if each])
    participant = held[participant_id]
    actor.require_organisation(participant.institution_id)
    if participant.person_id != person_id:
        raise ConcurrentChange
    stay = await store.last(conn, participant_id)
    is_there = bool(there and held[there].state == "held")
    to = Stay(new_id(), participant_id, cmd.institution_id, cmd.register_number, cmd.on, confirmed=is_there)
    kind = await neighbour_store.organisation_kind(conn, cmd.institution_id)
    moved, ended, happened = transfers.transfer(participant, stay, to, kind, cmd.reason, local_day(now))
    await store.save(conn, ended, actor.subject, now)
    more = await join_entries(conn, Join(person_id, person_id, moved, held[there]), actor, now) if there else []
    await participant_store.save_place(conn, moved)
    await store.give_number(conn, moved, actor.subject, now)
    await store.add(conn, to, actor.subject, now)
    more += await take_steps(conn, TRANSFER_STEPS, participant, cmd.on, actor, now)
    await journal.append(conn, [*happened, *more], actor=actor.subject, now=now)
    return await stays_for(conn, actor, participant_id)


async def arrive(
    conn: Connection, participant_id: UUID, cmd: Arrive, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """The institution says that the person came, and under which number."""
    participant = await participant_store.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    stay = await store.last(conn, participant_id)
    number = cmd.register_number or participant.register_number
    arrived, confirmed, happened = transfers.arrive(participant, stay, number, local_day(now))
    await participant_store.save_place(conn, arrived)
    await store.give_number(conn, arrived, actor.subject, now)
    await store.save(conn, confirmed, actor.subject, now)
    await journal.append(conn, [happened], actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)
