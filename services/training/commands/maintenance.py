"""Use cases of the maintenance of equipment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.commands.equipment import Condition, Official, Rupiah, need_agency, rules_on
from services.training.commands.fields import Day
from services.training.domain import maintenance
from services.training.domain.maintenance import Maintenance
from services.training.queries import maintenance as queries
from services.training.store import equipment as equipment_store
from services.training.store import maintenance as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik


class StartMaintenance(BaseModel):
    """Out of use from `starts_on`, today where it is left out. `by_whom`: the workshop or office that does it."""

    starts_on: Day | None = None
    expected_on: Day | None = None
    reason: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500), AfterValidator(no_nik)
    ]
    by_whom: Official
    cost_rupiah: Rupiah | None = None


class EndMaintenance(BaseModel):
    condition: Condition
    cost_rupiah: Rupiah


async def start(
    conn: Connection, equipment_id: UUID, cmd: StartMaintenance, actor: Actor, now: datetime
) -> queries.MaintenanceView:
    """Raises EquipmentInUse, MaintenanceBeforeUse and what `maintenance.start` raises, NotFound, Forbidden."""
    item, today = await equipment_store.load(conn, equipment_id), local_day(now)
    need_agency(actor, item.agency_id)
    fields = cmd.model_dump() | {"starts_on": cmd.starts_on or today}
    step = maintenance.start(item, Maintenance(id=new_id(), equipment_id=equipment_id, **fields), today)
    await store.add(conn, step.maintenance, actor.subject, now)
    await equipment_store.save(conn, step.item)
    await journal.append(conn, step.happened, actor=actor.subject, now=now)
    return await queries.maintenance(conn, step.maintenance.id)


async def end(
    conn: Connection, maintenance_id: UUID, cmd: EndMaintenance, actor: Actor, now: datetime
) -> queries.MaintenanceView:
    """Raises MaintenanceOver, ConditionUnknown, NotFound, Forbidden."""
    item = await equipment_store.load(conn, await store.equipment_of(conn, maintenance_id))
    need_agency(actor, item.agency_id)
    today, known = local_day(now), await store.load(conn, maintenance_id)
    step = maintenance.end(item, known, cmd.condition, cmd.cost_rupiah, today, rules_on(today))
    await store.save_end(conn, step.maintenance)
    await equipment_store.save(conn, step.item)
    await journal.append(conn, step.happened, actor=actor.subject, now=now)
    return await queries.maintenance(conn, maintenance_id)
