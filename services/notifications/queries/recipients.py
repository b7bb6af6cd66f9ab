"""What coordinators read of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.notifications.events import Channel, Language
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class RecipientView(BaseModel):
    """Personal data, for coordinators only: every read is logged. `erased_at`: the retention is over."""

    id: UUID
    reference: str
    name: str
    organisation_id: UUID | None
    roles: list[str]
    language: Language
    email: str | None
    channels: list[Channel]
    active: bool
    erased_at: datetime | None
    version: int


async def recipient(conn: Connection, recipient_id: UUID) -> RecipientView:
    row = await conn.fetchrow(f"select *, {VERSION} from recipients where id = $1", recipient_id)
    return RecipientView(**found(row, "recipient", recipient_id))


async def recipients(
    conn: Connection, organisation: UUID | None, role: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await conn.fetch(
        f"select *, {VERSION} from recipients where ($1::uuid is null or organisation_id = $1)"
        " and ($2::text is null or roles @> array[$2]) and ($3::uuid is null or id > $3) order by id limit $4",
        *(organisation, role, after, limit + 1),
    )
    return page([RecipientView(**row) for row in rows], limit, lambda view: view.id)
