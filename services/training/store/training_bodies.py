"""Private bodies that teach, with their accreditation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.training_bodies import TrainingBody
from shared.periods import Period
from shared.postgres.pool import Connection


async def current(conn: Connection, programme_id: UUID) -> TrainingBody | None:
    """The body that teaches the programme, if any."""
    row = await conn.fetchrow(
        "select * from training_bodies where programme_id = $1 and replaced_at is null", programme_id
    )
    if row is None:
        return None
    return TrainingBody(
        id=row["id"],
        programme_id=row["programme_id"],
        name=row["name"],
        accreditation_number=row["accreditation_number"],
        issuer=row["issuer"],
        accredited=Period(row["valid_from"], row["valid_until"]),
        withdrawn_on=row["withdrawn_on"],
    )


async def replace(conn: Connection, programme_id: UUID, body: TrainingBody | None, by: str, now: datetime) -> None:
    """The one before stays as history. The caller has locked the programme."""
    await conn.execute(
        "update training_bodies set replaced_at = $2 where programme_id = $1 and replaced_at is null",
        *(programme_id, now),
    )
    if body:
        await conn.execute(
            "insert into training_bodies (id, programme_id, name, accreditation_number, issuer, valid_from,"
            " valid_until, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            *(body.id, programme_id, body.name, body.accreditation_number, body.issuer),
            *(body.accredited.starts_on, body.accredited.ends_on, by, now),
        )


async def withdraw(conn: Connection, body: TrainingBody, by: str, now: datetime) -> None:
    await conn.execute(
        "update training_bodies set withdrawn_on = $2, withdrawn_by = $3, withdrawn_at = $4 where id = $1",
        *(body.id, body.withdrawn_on, by, now),
    )
