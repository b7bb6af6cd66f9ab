"""What waits, by kind: how many, and for how long the oldest."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from services.community_service.store.waiting import count_waiting
from shared.postgres.pool import Connection
from shared.waiting import age_days


class WaitingAge(BaseModel):
    kind: str
    count: int
    oldest_days: int


async def waiting_ages(conn: Connection, now: datetime) -> list[WaitingAge]:
    """In every case; what waits longest comes first. Kinds of which nothing waits are left out."""
    counted = await count_waiting(conn, now)
    ages = [
        WaitingAge(kind=each.kind, count=each.count, oldest_days=age_days(each.oldest, now))
        for each in counted
        if each.count and each.oldest
    ]
    return sorted(ages, key=lambda age: (-age.oldest_days, age.kind))
