"""What is read of the register of failed protection."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.notifications.domain.data_breaches import Data, DataBreach, System, Told
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class NoticeView(BaseModel):
    told: Told
    told_at: datetime
    document: str
    late: bool


class DataBreachView(BaseModel):
    """`missing`: who must still be told. `hours_left` is negative when that is overdue, null when nobody is missing."""

    id: UUID
    found_at: datetime
    due_at: datetime
    services: list[System]
    data: list[Data]
    persons: int
    cause: str
    measures: str
    notices: list[NoticeView]
    missing: list[Told]
    hours_left: float | None
    recorded_by: str
    recorded_at: datetime
    version: int


_BREACHES = (
    f"select b.*, {VERSION.replace('id::text', 'b.id::text')}, array(select row(n.told, n.told_at, n.document)"
    " from data_breach_notices as n where n.breach_id = b.id order by n.told) as notices from data_breaches as b"
)


async def data_breach(conn: Connection, breach_id: UUID, now: datetime) -> DataBreachView:
    row = await conn.fetchrow(f"{_BREACHES} where b.id = $1", breach_id)
    return _view(found(row, "data breach", breach_id), now)


async def data_breaches(conn: Connection, after: UUID | None, limit: int, now: datetime) -> dict[str, Any]:
    """A page, the newest first."""
    rows = await conn.fetch(
        f"{_BREACHES} where ($1::uuid is null or b.id < $1) order by b.id desc limit $2", after, limit + 1
    )
    return page([_view(dict(row), now) for row in rows], limit, lambda view: view.id)


def _view(row: dict[str, Any], now: datetime) -> DataBreachView:
    notices = [
        NoticeView(told=told, told_at=at, document=document, late=at > row["due_at"])
        for told, at, document in row["notices"]
    ]
    known = {name: row[name] for name in ("id", "found_at", "due_at", "persons", "cause", "measures")}
    breach = DataBreach(
        **known, services=frozenset(), data=frozenset(), told={notice.told: notice.told_at for notice in notices}
    )
    left = (breach.due_at - now) / timedelta(hours=1)
    return DataBreachView(
        **{**row, "notices": notices},
        missing=breach.missing,
        hours_left=round(left, 1) if breach.missing else None,
    )
