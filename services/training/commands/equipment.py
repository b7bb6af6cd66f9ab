"""Use cases of the asset register of an agency."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.training.commands.fields import Day, Word
from services.training.domain import equipment
from services.training.domain.equipment import Item
from services.training.queries import equipment as queries
from services.training.rules import RULES, EquipmentRules
from services.training.store import equipment as store
from services.training.store import neighbours as neighbour_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik

Condition = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
Rupiah = Annotated[int, Field(ge=0, le=10**13)]


def _one_line(text: str) -> str:
    """Something to see, and nothing that changes what is seen (U+202E) or hides (U+200B)."""
    if not text.isprintable() or not any(c.isalnum() for c in text):
        raise ValueError("one line of printable text")
    return unicodedata.normalize("NFC", text)


AssetNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(_one_line),
]
"""The number of an asset administration may have many figures: it is no NIK."""
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=200),
    AfterValidator(_one_line),
    AfterValidator(no_nik),
]
Serial = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_one_line)
]
Official = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
    AfterValidator(no_nik),
]
"""A person or a firm, by name."""
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(no_nik)]


class EquipmentDetails(BaseModel):
    """The fields that may change. `kind` is a code of the agency's own: `sewing-machine`."""

    number: AssetNumber
    title: Title
    kind: Word
    serial: Serial | None = None
    condition: Condition = "good"
    value_rupiah: Rupiah
    acquired_on: Day


class RegisterEquipment(EquipmentDetails):
    agency_id: UUID


def need_agency(actor: Actor, agency_id: UUID) -> None:
    """The agency's own people, or a coordinator. Raises Forbidden."""
    if "coordinator" not in actor.roles:
        actor.require_organisation(agency_id)


def rules_on(day: date) -> EquipmentRules:
    return RULES.on(day).equipment


async def register(conn: Connection, cmd: RegisterEquipment, actor: Actor, now: datetime) -> queries.EquipmentView:
    """Raises AssetNumberTaken, NotAnAgency, ConditionUnknown, AcquiredInFuture, Forbidden."""
    need_agency(actor, cmd.agency_id)
    today, item = local_day(now), Item(id=new_id(), **cmd.model_dump())
    kind = await neighbour_store.organisation_kind(conn, cmd.agency_id)
    happened = equipment.take_in(item, kind, rules_on(today), today)
    await store.add(conn, item, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.equipment(conn, item.id)


async def update(
    conn: Connection, equipment_id: UUID, cmd: EquipmentDetails, actor: Actor, now: datetime
) -> queries.EquipmentView:
    """Raises NotFound, AssetNumberTaken, ConditionUnknown, AcquiredInFuture, Forbidden."""
    item, today = await store.load(conn, equipment_id), local_day(now)
    need_agency(actor, item.agency_id)
    item = replace(item, **cmd.model_dump())
    happened = equipment.record(item, rules_on(today), today)
    await store.save(conn, item)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.equipment(conn, equipment_id)
