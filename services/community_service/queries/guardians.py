"""The guardian of a child's case."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.guardians import ContactChannel
from services.community_service.events import Relation
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class GuardianView(BaseModel):
    """Personal data. `told_by`: who tells the guardian of each session."""

    name: str
    relation: Relation
    channel: ContactChannel
    contact: str
    reference: str | None
    told_by: Literal["messages", "counsellor"]
    recorded_at: datetime


async def guardian(conn: Connection, sentence_id: UUID) -> GuardianView:
    """Raises NotFound."""
    row = found(
        await conn.fetchrow("select * from guardians where sentence_id = $1", sentence_id), "guardian", sentence_id
    )
    return GuardianView(**row, told_by="messages" if row["reference"] else "counsellor")


class GuardianPresence(BaseModel):
    """Whether a child's guardian is known and reached, without the person."""

    named: bool
    told_by: Literal["messages", "counsellor"] | None
    unreachable_since: datetime | None


async def guardian_presence(conn: Connection, sentence_id: UUID) -> GuardianPresence:
    row = await conn.fetchrow(
        "select reference is not null as messages, unreachable_since from guardians where sentence_id = $1", sentence_id
    )
    if row is None:
        return GuardianPresence(named=False, told_by=None, unreachable_since=None)
    told_by: Literal["messages", "counsellor"] = "messages" if row["messages"] else "counsellor"
    return GuardianPresence(named=True, told_by=told_by, unreachable_since=row["unreachable_since"])
