"""Nothing waits unseen: what waits for someone, since when and for whom, as a list and as gauges.

Each service says in SQL what waits there: a row per thing, with its kind, its id and since when. The list is paged by
`Cursor`, the oldest first; the gauges tell how many wait of each kind, and for how long the oldest has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from shared.edge.paging import page
from shared.metrics import WAITING, WAITING_OLDEST

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

CURSOR = r"^[0-9]{1,16}\.[a-z_]{1,50}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
After = Annotated[str, Query(pattern=CURSOR)]
"""The parameter `after` of such a list: the `next` of the page before."""


class WaitingItem(BaseModel):
    """One thing that waits. `waits_for`: the role that can settle it; `organisation_id`: of which office, if any.

    `age_days` are whole days. `detail_url` leads to the thing."""

    kind: str
    id: UUID
    waits_for: str
    organisation_id: UUID | None
    since: datetime
    age_days: int
    detail_url: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends. Things are in the order of `since`, `kind` and `id`."""

    since: datetime
    kind: str
    id: UUID

    @classmethod
    def of(cls, item: WaitingItem) -> Self:
        return cls(item.since, item.kind, item.id)

    @classmethod
    def read(cls, after: str) -> Self:
        """From a text that fits `After`."""
        since, kind, of_id = after.split(".")
        return cls(_EPOCH + int(since) * _MICROSECOND, kind, UUID(of_id))

    def __str__(self) -> str:
        return f"{(self.since - _EPOCH) // _MICROSECOND}.{self.kind}.{self.id}"


def waiting_page(items: Sequence[WaitingItem], limit: int) -> dict[str, Any]:
    """One page of the list; `items` has been read with `limit + 1`."""
    return page(items, limit, Cursor.of)


def age_days(since: datetime, now: datetime) -> int:
    """Whole days; what waits since a moment that is still to come has none."""
    return max(0, (now - since).days)


@dataclass(frozen=True, slots=True)
class Waits:
    """How many things of a kind wait, and since when the oldest does."""

    kind: str
    count: int
    oldest: datetime | None


def show_waiting(kinds: Iterable[str], waits: Iterable[Waits], now: datetime) -> None:
    """Sets both gauges for every kind: 0 where nothing waits."""
    found = {each.kind: each for each in waits}
    for kind in kinds:
        count, oldest = (found[kind].count, found[kind].oldest) if kind in found else (0, None)
        WAITING.labels(kind).set(count)
        WAITING_OLDEST.labels(kind).set(max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
