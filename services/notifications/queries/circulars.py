"""What people read of circulars."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.notifications.domain.circulars import Letter
from services.notifications.store.circulars import LETTER
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class AcknowledgementView(BaseModel):
    circular_id: UUID
    acknowledge_by: date
    acknowledged_at: datetime


class Share(BaseModel):
    """The acknowledgements of one organisation. `percent` is rounded down, so 100 means everyone."""

    organisation_id: UUID | None
    name: str | None
    recipients: int
    acknowledged: int
    percent: int


class CircularSummary(BaseModel):
    id: UUID
    title: str
    acknowledge_by: date
    state: str
    recipients: int
    acknowledged: int
    published_at: datetime


class CircularView(Letter, CircularSummary):
    """The letter, and how many have acknowledged it."""

    percent: int
    organisations: list[Share]
    version: int


async def circular(conn: Connection, circular_id: UUID) -> CircularView:
    columns = await conn.fetchrow(
        f"select id, {LETTER} as letter, acknowledge_by, state, recipients, acknowledged, published_at,"
        f" {VERSION}"
        " from circulars where id = $1",
        circular_id,
    )
    row = found(columns, "circular", circular_id)
    shares = await conn.fetch(
        "select r.organisation_id, o.name, count(*) as recipients, count(r.acknowledged_at) as acknowledged,"
        " count(r.acknowledged_at) * 100 / count(*) as percent"
        " from circular_recipients as r left join organisations as o on o.id = r.organisation_id"
        " where r.circular_id = $1 group by r.organisation_id, o.name order by o.name, r.organisation_id",
        circular_id,
    )
    percent = row["acknowledged"] * 100 // row["recipients"]
    return CircularView(
        **{**row, **orjson.loads(row["letter"])}, percent=percent, organisations=[Share(**share) for share in shares]
    )


async def circulars(conn: Connection, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of circulars, newest first."""
    rows = await conn.fetch(
        f"select id, {LETTER} ->> 'title' as title, acknowledge_by, state, recipients, acknowledged, published_at"
        " from circulars where ($1::uuid is null or id < $1) order by id desc limit $2",
        *(after, limit + 1),
    )
    return page([CircularSummary(**row) for row in rows], limit, lambda view: view.id)
