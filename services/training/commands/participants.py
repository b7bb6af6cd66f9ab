"""Use cases of the register of participants (warga binaan)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.training import queries, store
from services.training.domain import participant as rules
from services.training.domain.participant import Participant, RiskLevel
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id, person_id
from shared.journal import journal
from shared.postgres.pool import Connection

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]


class ParticipantDetails(BaseModel):
    """What may change."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    expected_release: Day | None = None
    risk_level: RiskLevel


class RegisterParticipant(ParticipantDetails):
    """The national id (NIK), where given, makes the person's id and is forgotten; else the register number does."""

    institution_id: UUID
    register_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    nik: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")] | None = None
    birth_date: Day


async def register_participant(
    conn: Connection, person_key: bytes, cmd: RegisterParticipant, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """`person_key` is the secret behind every person's id."""
    actor.require_organisation(cmd.institution_id)
    participant = Participant(
        id=new_id(),
        person_id=person_id(person_key, cmd.nik or cmd.register_number),
        identified_by="nik" if cmd.nik else "register_number",
        **cmd.model_dump(exclude={"nik"}),
    )
    happened = rules.register(participant, await store.heard.kind_of(conn, cmd.institution_id), local_day(now))
    await store.participants.add(conn, participant, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.participant(conn, participant.id)


async def update_participant(
    conn: Connection, participant_id: UUID, cmd: ParticipantDetails, actor: Actor, now: datetime
) -> queries.ParticipantView:
    participant = await store.participants.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    participant = replace(participant, **cmd.model_dump())
    await store.participants.save(conn, participant)
    await journal.append(conn, rules.recorded(participant), actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)
