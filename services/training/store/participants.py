"""The register of participants: personal data, apart from the facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.participants import Participant
from services.training.errors.participants import ParticipantErased
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, p: Participant, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date,"
            " expected_release, risk_level, registered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(p.id, p.person_id, p.identified_by, p.institution_id, p.register_number, p.name, p.birth_date),
            *(p.expected_release, p.risk_level, now),
        )


async def save(conn: Connection, p: Participant) -> None:
    await conn.execute(
        "update participants set name = $2, expected_release = $3, risk_level = $4 where id = $1",
        *(p.id, p.name, p.expected_release, p.risk_level),
    )


async def load(conn: Connection, participant_id: UUID) -> Participant:
    """One participant, locked. Raises NotFound, ParticipantErased."""
    row = await conn.fetchrow(
        "select id, person_id, identified_by, institution_id, register_number, name, birth_date, expected_release,"
        " risk_level from participants where id = $1 for update",
        participant_id,
    )
    columns = found(row, "participant", participant_id)
    if columns["birth_date"] is None:
        raise ParticipantErased
    return Participant(**columns)


async def institution_of(conn: Connection, participant_id: UUID) -> UUID:
    """The institution that has a participant now, also one who is erased."""
    row = await conn.fetchrow("select institution_id from participants where id = $1", participant_id)
    institution: UUID = found(row, "participant", participant_id)["institution_id"]
    return institution
