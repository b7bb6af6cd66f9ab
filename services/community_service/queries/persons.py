"""Personal data behind a sentence."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from shared.postgres.pool import Connection
from shared.postgres.rows import found


class PersonView(BaseModel):
    """Personal data: every read is logged with its purpose. `erased_at`: the retention is over, and neither
    name nor birth date is known any more. Skills come from completed training."""

    person_id: UUID
    name: str
    birth_date: date | None
    erased_at: datetime | None
    skills: list[str]


async def person(conn: Connection, sentence_id: UUID) -> PersonView:
    row = await conn.fetchrow(
        "select p.person_id, p.name, p.birth_date, p.erased_at,"
        " array(select distinct skill from skills where skills.person_id = p.person_id and not revoked order by skill)"
        " as skills"
        " from sentences as s join persons as p using (person_id) where s.id = $1",
        sentence_id,
    )
    return PersonView(**found(row, "sentence", sentence_id))
