"""The cases behind the answers of a batch of plans: their numbers, and whether they still run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import SentenceState
from shared.postgres.pool import Connection


class PlannedCase(BaseModel):
    id: UUID
    verdict_number: str
    state: SentenceState
    ends_on: date


async def planned_cases(conn: Connection, ids: Collection[UUID]) -> dict[UUID, PlannedCase]:
    """For coordinators, who see every case. Ids without a case are left out."""
    rows = await conn.fetch("select id, verdict_number, state, ends_on from sentences where id = any($1)", list(ids))
    return {row["id"]: PlannedCase(**row) for row in rows}
