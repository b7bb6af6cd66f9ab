"""The offices of a case as the register has them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found

Kind = Literal["court", "prosecutor", "probation_office"]


class CaseOffice(BaseModel):
    """`name`: of whoever has the code in the register; null where nobody has. `known`: as an office of this kind."""

    kind: Kind
    code: str
    name: str | None
    known: bool


class CaseOffices(BaseModel):
    sentence_id: UUID
    verdict_number: str
    offices: list[CaseOffice]


_OFFICES = """
    select named.kind, named.code, coalesce(right_kind.name, other.name) as name, right_kind.name is not null as known
    from sentences as s cross join lateral unnest(
        array['court', 'prosecutor', 'probation_office'],
        array[s.court_code, s.prosecutor_code, s.probation_office_code]) with ordinality as named (kind, code, place)
    left join lateral (select min(name) as name from organisations where code = named.code and kind = named.kind)
        as right_kind on true
    left join lateral (select min(name) as name from organisations where code = named.code) as other on true
    where s.id = $1 order by named.place
"""


async def case_offices(conn: Connection, sentence_id: UUID, actor: Actor) -> CaseOffices:
    """Raises NotFound, Forbidden."""
    row = await conn.fetchrow("select id as sentence_id, verdict_number from sentences where id = $1", sentence_id)
    fields = found(row, "sentence", sentence_id)
    await need_participant(conn, sentence_id, actor)
    offices = [CaseOffice(**each) for each in await conn.fetch(_OFFICES, sentence_id)]
    return CaseOffices(**fields, offices=offices)
