"""Use cases of the register of participants (warga binaan)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.commands.fields import Day, shown_in_one_line
from services.training.domain import identities, participants, stays
from services.training.domain.participants import Participant, RiskLevel
from services.training.queries import participants as queries
from services.training.store import identities as identity_store
from services.training.store import neighbours as neighbour_store
from services.training.store import participants as store
from services.training.store import stays as stay_store
from services.training.store.personal import of_participants
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id, person_id, registered_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.privacy import reads
from shared.texts import no_nik

RegisterNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(shown_in_one_line),
    AfterValidator(no_nik),
]
"""Of sixteen digits it would be a NIK."""


class ParticipantDetails(BaseModel):
    """The fields that may change."""

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        AfterValidator(shown_in_one_line),
        AfterValidator(no_nik),
    ]
    expected_release: Day | None = None
    risk_level: RiskLevel


class RegisterParticipant(ParticipantDetails):
    """The person's id is made from the national id (NIK), or else from the institution with its register number.

    The NIK is not stored. Without it, two institutions may use one number for two persons."""

    institution_id: UUID
    register_number: RegisterNumber
    nik: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")] | None = None
    birth_date: Day


def identify(person_key: bytes, nik: str | None, institution_id: UUID, register_number: str) -> UUID:
    """A number is never taken for a NIK: its id is made in another way."""
    return person_id(person_key, nik) if nik else registered_id(person_key, institution_id, register_number)


async def register_participant(
    conn: Connection, person_key: bytes, cmd: RegisterParticipant, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """`person_key` is the secret from which every person's id is made."""
    actor.require_organisation(cmd.institution_id)
    participant = Participant(
        id=new_id(),
        person_id=identify(person_key, cmd.nik, cmd.institution_id, cmd.register_number),
        identified_by="nik" if cmd.nik else "register_number",
        **cmd.model_dump(exclude={"nik"}),
    )
    await identity_store.gate(conn, participant.person_id)
    if cmd.nik:
        known = await identity_store.known(conn, participant.person_id)
        identities.need_same_person(known, participant.name, participant.birth_date)
    kind = await neighbour_store.organisation_kind(conn, cmd.institution_id)
    happened = participants.register(participant, kind, local_day(now))
    await store.add(conn, participant, now)
    await identity_store.mark_second(conn, participant.id)
    await stay_store.give_number(conn, participant, actor.subject, now)
    await stay_store.add(conn, stays.first(new_id(), participant, local_day(now)), actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.participant(conn, participant.id)


async def update_participant(
    conn: Connection, participant_id: UUID, cmd: ParticipantDetails, actor: Actor, now: datetime
) -> queries.ParticipantView:
    participant = await store.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    participant = replace(participant, **cmd.model_dump())
    await store.save(conn, participant)
    await journal.append(conn, participants.record(participant), actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)


async def read_participant(
    conn: Connection, participant_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    view = await queries.participant_for(conn, actor, participant_id)
    await reads.log(conn, [view.person_id], actor, purpose, now)
    return view


async def list_participants(
    conn: Connection,
    institution: UUID | None,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The same for a page: a read of each person on it."""
    found = await queries.participants_for(conn, actor, institution, after, limit)
    await reads.log(conn, (view.person_id for view in found["items"]), actor, purpose, now)
    return found


async def log_again(conn: Connection, participant_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    await reads.log(conn, await of_participants(conn, [participant_id]), actor, "answer to a repeated request", now)
