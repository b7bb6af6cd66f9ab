"""Where somebody was held: each institution sees what was its own, auditors see all."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.stays import Ended
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class StayView(BaseModel):
    """`to_on` is the day of leaving. `confirmed_at` is null until the institution says that the person came."""

    id: UUID
    institution_id: UUID
    register_number: str
    from_on: date
    to_on: date | None
    ended: Ended | None
    reason: str | None
    confirmed_at: datetime | None


class NumberView(BaseModel):
    """A number that an institution has given the person. `reason`: why it was corrected."""

    institution_id: UUID
    register_number: str
    given_at: datetime
    replaced_at: datetime | None
    reason: str | None


class StaysView(BaseModel):
    """Personal data: every read is logged. The latest stay and the latest number are first."""

    participant_id: UUID
    stays: list[StayView]
    numbers: list[NumberView]
    version: int


_STAYS = """
    select s.* from participants as p join participant_stays as s on s.participant_id = p.id
    where p.person_id = $1 order by s.to_on desc nulls first, s.from_on desc, s.id desc
"""
_NUMBERS = """
    select n.* from participants as p join register_numbers as n on n.participant_id = p.id
    where p.person_id = $1 order by n.replaced_at desc nulls first, n.given_at desc, n.register_number
"""


async def stays_for(conn: Connection, actor: Actor, participant_id: UUID) -> StaysView:
    """Of the person, under whatever entry. Raises NotFound, and Forbidden where none is the caller's institution's."""
    columns = await conn.fetchrow(
        "select person_id, stream_version(id::text) as version from participants where id = $1", participant_id
    )
    person = found(columns, "participant", participant_id)
    stays = [StayView(**row) for row in await conn.fetch(_STAYS, person["person_id"])]
    numbers = [NumberView(**row) for row in await conn.fetch(_NUMBERS, person["person_id"])]
    if "auditor" not in actor.roles:
        actor.require_organisation(*(stay.institution_id for stay in stays))
        stays = [stay for stay in stays if stay.institution_id == actor.organisation]
        numbers = [number for number in numbers if number.institution_id == actor.organisation]
    return StaysView(participant_id=participant_id, stays=stays, numbers=numbers, version=person["version"])
