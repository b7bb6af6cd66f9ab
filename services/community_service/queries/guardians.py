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
