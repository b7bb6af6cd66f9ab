"""Sites as a list: where they are, how they stand, and what is free there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.sites import PlaceKind
from services.community_service.domain.sites_days import WEEK, SiteStanding
from services.community_service.events import SiteState
from services.community_service.store.sites_days import OPENINGS, read_openings, read_taken
from shared.clock import local_day
from shared.edge.paging import page
from shared.postgres.pool import Connection, Row

_AT_ONCE = 200


class SiteSummary(BaseModel):
    """`seats_a_week`: of a usual week. `free_seats`: from today to the sixth day after, on days that it takes people.

    `agreement_ends_on`: the last day of the cooperation agreement (PKS) that carries it, as known now."""

    id: UUID
    agency_id: UUID
    agreement_id: UUID
    agreement_ends_on: date
    name: str
    address: str
    latitude: float
    longitude: float
    child_friendly: bool
    place_kind: PlaceKind | None
    state: SiteState
    standing: SiteStanding
    seats_a_week: int
    free_seats: int


@dataclass(frozen=True, slots=True)
class SitesWanted:
    """What a list of sites is narrowed to; None: all. `ends_by`: the agreement ends on this day or before."""

    state: SiteState | None = None
    standing: SiteStanding | None = None
    child_friendly: bool | None = None
    place_kind: PlaceKind | None = None
    agency_id: UUID | None = None
    ends_by: date | None = None


async def sites(conn: Connection, wanted: SitesWanted, after: UUID | None, limit: int, now: datetime) -> dict[str, Any]:
    """How a site stands is no column, since holidays decide on it: so many are looked at until the page is full."""
    most = limit + 1 if wanted.standing is None else _AT_ONCE
    found: list[SiteSummary] = []
    while len(found) <= limit:
        rows = await _rows(conn, wanted, after, most)
        found += [
            view for view in await _summaries(conn, rows, local_day(now)) if wanted.standing in (None, view.standing)
        ]
        if len(rows) < most:
            break
        after = rows[-1]["id"]
    return page(found[: limit + 1], limit, lambda view: view.id)


async def _rows(conn: Connection, wanted: SitesWanted, after: UUID | None, most: int) -> Sequence[Row]:
    return await conn.fetch(
        f"{OPENINGS} where ($1::text is null or s.state = $1) and ($2::boolean is null or s.child_friendly = $2)"
        " and ($3::text is null or s.place_kind = $3) and ($4::uuid is null or s.agency_id = $4)"
        " and ($5::date is null or a.last_day <= $5) and ($6::uuid is null or s.id > $6) order by s.id limit $7",
        *(wanted.state, wanted.child_friendly, wanted.place_kind, wanted.agency_id, wanted.ends_by, after, most),
    )


async def _summaries(conn: Connection, rows: Sequence[Row], today: date) -> Iterator[SiteSummary]:
    taken = await read_taken(conn, [row["id"] for row in rows], today, today + timedelta(days=WEEK - 1))
    openings = await read_openings(conn, rows)
    free = [opening.free_in_week(today, taken) for opening in openings]
    return (
        SiteSummary(
            **row,
            agreement_ends_on=opening.gate.ends_on,
            standing=opening.standing(today, seats),
            seats_a_week=sum(slot.capacity for slot in opening.site.slots),
            free_seats=seats,
        )
        for row, opening, seats in zip(rows, openings, free, strict=True)
    )


async def site_choices(conn: Connection) -> list[tuple[UUID, str]]:
    """Those that are not closed, by name, to choose one from."""
    rows = await conn.fetch("select id, name from sites where state <> 'closed' order by name, id")
    return [(row["id"], row["name"]) for row in rows]
