"""What the agency, the institution that holds an item, and auditors read of asset registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from services.training.events import EquipmentState
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found

OFFICES: Mapping[str, str] = {"trainer": "agency_id", "institution_staff": "institution_id"}
"""The role of a caller, and the office of a row that this role acts for."""
SEE_ALL = frozenset({"coordinator", "auditor"})


class EquipmentSummary(BaseModel):
    """`institution_id` is who holds it now; null while it is with the agency."""

    id: UUID
    agency_id: UUID
    institution_id: UUID | None
    number: str
    title: str
    kind: str
    serial: str | None
    condition: str
    value_rupiah: int
    acquired_on: date
    state: EquipmentState


class PhotoView(BaseModel):
    """The picture itself is at `/training/equipment-photos/{id}`."""

    id: UUID
    sha256: str
    size_bytes: int
    added_at: datetime


class EquipmentView(EquipmentSummary):
    """`loan_id` is the loan that has not ended, `maintenance_id` the maintenance that has not."""

    loan_id: UUID | None
    maintenance_id: UUID | None
    photos: list[PhotoView]
    version: int


class Wanted(NamedTuple):
    """The filters of a list. None: not asked for."""

    agency: UUID | None = None
    institution: UUID | None = None
    state: str | None = None


class Scope(NamedTuple):
    """The rows that a caller may see: all of them, or those of one office."""

    column: str | None
    office: UUID | None


def scope_of(actor: Actor) -> Scope:
    """Coordinators and auditors see all, the others what their own office has. Raises Forbidden."""
    if actor.roles & SEE_ALL:
        return Scope(None, None)
    for role, column in OFFICES.items():
        if role in actor.roles and actor.organisation:
            return Scope(column, actor.organisation)
    raise Forbidden(why="this is for an office / ini untuk suatu instansi")


def conditions(filters: Mapping[str, object], scope: Scope) -> tuple[str, list[object]]:
    """SQL with only the conditions that are asked for, so that the planner finds their index, and its parameters."""
    asked = [(column, value) for column, value in filters.items() if value is not None]
    if scope.column:
        asked.append((f"{scope.column} =", scope.office))
    where = " and ".join(f"{column} ${number}" for number, (column, _) in enumerate(asked, start=1))
    return where or "true", [value for _, value in asked]


async def equipment(conn: Connection, equipment_id: UUID) -> EquipmentView:
    row = await conn.fetchrow(
        f"select *, {VERSION},"
        " (select l.id from loans as l where l.equipment_id = e.id and l.ended_on is null) as loan_id,"
        " (select m.id from maintenance as m where m.equipment_id = e.id and m.ended_on is null) as maintenance_id"
        " from equipment as e where id = $1",
        equipment_id,
    )
    columns = found(row, "equipment", equipment_id)
    photos = await conn.fetch(
        "select id, encode(sha256, 'hex') as sha256, octet_length(content) as size_bytes, added_at"
        " from equipment_photos where equipment_id = $1 order by id",
        equipment_id,
    )
    return EquipmentView(**columns, photos=[PhotoView(**photo) for photo in photos])


async def equipment_for(conn: Connection, actor: Actor, equipment_id: UUID) -> EquipmentView:
    """One item, for its agency, the institution that holds it, coordinators and auditors.

    Raises NotFound, Forbidden."""
    view = await equipment(conn, equipment_id)
    _need_seen(actor, view.agency_id, view.institution_id)
    return view


def _need_seen(actor: Actor, agency_id: UUID, institution_id: UUID | None) -> None:
    if not actor.roles & SEE_ALL:
        offices = {"agency_id": agency_id, "institution_id": institution_id}
        actor.require_organisation(*(offices[column] for role, column in OFFICES.items() if role in actor.roles))


async def register(conn: Connection, scope: Scope, wanted: Wanted, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of items, in the order in which they were recorded."""
    filters = {"agency_id =": wanted.agency, "institution_id =": wanted.institution, "state =": wanted.state}
    where, values = conditions({**filters, "id >": after}, scope)
    rows = await conn.fetch(
        f"select * from equipment where {where} order by id limit ${len(values) + 1}", *values, limit + 1
    )
    return page([EquipmentSummary(**row) for row in rows], limit, lambda view: view.id)


async def register_for(
    conn: Connection, actor: Actor, wanted: Wanted, after: UUID | None, limit: int
) -> dict[str, Any]:
    return await register(conn, scope_of(actor), wanted, after, limit)
