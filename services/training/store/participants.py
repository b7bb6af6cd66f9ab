"""The register of participants: personal data, apart from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.training.domain.participants import Participant
from services.training.errors.participants import ParticipantErased, ParticipantJoined
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


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


async def save_place(conn: Connection, p: Participant) -> None:
    """Where somebody is held, under which number, or that the person is released."""
    async with refusing():
        await conn.execute(
            "update participants set institution_id = $2, register_number = $3, state = $4, expected_release = $5"
            " where id = $1",
            *(p.id, p.institution_id, p.register_number, p.state, p.expected_release),
        )


async def whereabouts(conn: Connection, participant_id: UUID) -> tuple[UUID, UUID]:
    """The institution and the person's id, not locked: they are asked again after the lock. Raises NotFound."""
    row = await conn.fetchrow("select institution_id, person_id from participants where id = $1", participant_id)
    columns = found(row, "participant", participant_id)
    return columns["institution_id"], columns["person_id"]


async def load(conn: Connection, participant_id: UUID) -> Participant:
    """One participant, locked. Raises NotFound, ParticipantErased, ParticipantJoined."""
    return (await load_some(conn, [participant_id]))[participant_id]


async def load_some(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, Participant]:
    """Participants, locked in the order of their ids. Raises NotFound, ParticipantErased, ParticipantJoined."""
    rows = await conn.fetch(
        "select id, person_id, identified_by, institution_id, register_number, name, birth_date, expected_release,"
        " risk_level, state, joined_into from participants where id = any($1) order by id for update",
        ids,
    )
    known = {row["id"]: row for row in rows}
    return {id_: _to_participant(found(known.get(id_), "participant", id_)) for id_ in ids}


def _to_participant(columns: Columns) -> Participant:
    if columns["birth_date"] is None:
        raise ParticipantErased
    if columns["joined_into"] is not None:
        raise ParticipantJoined(into=columns["joined_into"])
    return Participant(**{name: value for name, value in columns.items() if name != "joined_into"})


async def institution_of(conn: Connection, participant_id: UUID) -> UUID:
    """The institution that has a participant now, also one who is erased."""
    row = await conn.fetchrow("select institution_id from participants where id = $1", participant_id)
    institution: UUID = found(row, "participant", participant_id)["institution_id"]
    return institution
