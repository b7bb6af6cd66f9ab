"""The papers of a case for its offices, and which of them are missing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.executions import Paper
from services.community_service.domain.sites import PlaceKind
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.errors import NotFound
from shared.postgres.pool import Connection

MISSING = """
    array_remove(array[
        case when not exists (select from litmas where sentence_id = {0}.id) then 'litmas' end,
        case when not exists (select from execution_orders where sentence_id = {0}.id) then 'execution_order' end,
        case when not exists (select from receptions where sentence_id = {0}.id) then 'reception' end,
        case when {0}.regime = 'child' and not exists (select from guardians where sentence_id = {0}.id)
            then 'guardian' end
    ], null)
"""
"""SQL: what is missing of the papers of a row of `sentences` with this alias, in the order in which they come."""


class LitmasView(BaseModel):
    """`counsellor` is a subject, no name."""

    version: int
    number: str
    dated_on: date
    counsellor: str
    office_code: str
    office: str | None
    site_ids: list[UUID]
    place_kinds: list[PlaceKind]
    recorded_at: datetime


class ExecutionOrderView(BaseModel):
    """The order (P-48) with the prosecutor whom it names."""

    version: int
    number: str
    dated_on: date
    prosecutor_name: str
    recorded_at: datetime


class ReceptionView(BaseModel):
    """It rests on one version of each paper."""

    version: int
    received_on: date
    place: str
    received_by: str
    litmas_version: int
    order_version: int
    recorded_at: datetime


class PapersView(BaseModel):
    """Every version of each paper, the latest first. `missing`: what nobody has entered yet; a child's case also has a
    guardian."""

    sentence_id: UUID
    missing: list[Paper]
    litmas: list[LitmasView]
    execution_orders: list[ExecutionOrderView]
    receptions: list[ReceptionView]


_LITMAS = """
    select version, number, dated_on, counsellor, office_code, place_kinds, recorded_at,
        (select name from organisations where code = office_code order by version desc, organisation_id limit 1)
            as office,
        array(select site_id from litmas_sites where litmas_id = litmas.id order by site_id) as site_ids
    from litmas where sentence_id = $1 order by version desc
"""
_ORDERS = "select * from execution_orders where sentence_id = $1 order by version desc"
_RECEPTIONS = "select * from receptions where sentence_id = $1 order by version desc"


async def papers(conn: Connection, sentence_id: UUID) -> PapersView:
    """Raises NotFound."""
    missing = await conn.fetchval(f"select {MISSING.format('s')} from sentences as s where s.id = $1", sentence_id)
    if missing is None:
        raise NotFound(what="sentence", id=sentence_id)
    return PapersView(
        sentence_id=sentence_id,
        missing=missing,
        litmas=[LitmasView(**row) for row in await conn.fetch(_LITMAS, sentence_id)],
        execution_orders=[ExecutionOrderView(**row) for row in await conn.fetch(_ORDERS, sentence_id)],
        receptions=[ReceptionView(**row) for row in await conn.fetch(_RECEPTIONS, sentence_id)],
    )


async def own_papers(conn: Connection, sentence_id: UUID, actor: Actor) -> PapersView:
    """For the offices of the case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    view = await papers(conn, sentence_id)
    await need_participant(conn, sentence_id, actor)
    return view
