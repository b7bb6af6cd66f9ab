"""Pages on which anyone sees the seals of a journal and the keys that sign them, and how to check them alone."""

from __future__ import annotations

import base64
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import local_day
from shared.journal.seal import SEALS_QUERY, Seal
from shared.postgres.pool import Connection
from shared.seal_key import Trust
from shared.web.public import Visit, everyone, pages_beside_json
from shared.web.site import Pages

Month = Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


@dataclass(frozen=True, slots=True)
class SealedMonth:
    """`missing`: days between the first and the last seal that have none. `before`, `after`: months with seals."""

    first: date
    seals: list[Seal]
    missing: list[date]
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class UsedKey:
    """`public` is base64url, as programs get it; the days are those of the seals that it signed."""

    key_id: str
    public: str | None
    first: date | None
    last: date | None
    seals: int


def pages(name: str, keys: Trust) -> Pages:
    """`name` is the journal's in its seals."""
    return Pages(Path(__file__).parent, "", public=[_router(name, keys)])


def _router(name: str, keys: Trust) -> APIRouter:
    router = pages_beside_json(tags=["journal"])

    @router.get("/journal/seals")
    async def show_seals(month: Month = None, visit: Visit = everyone()) -> Response:
        today = local_day(visit.resources.clock.now())
        asked = date.fromisoformat(f"{month}-01") if month else None
        found = await visit.get(sealed_month, name, asked, today)
        return visit.show("seals.html", month=found, today=today, origin=visit.web.origin)

    @router.get("/journal/keys")
    async def show_keys(visit: Visit = everyone()) -> Response:
        return visit.show("seal_keys.html", keys=await visit.get(used_keys, keys), origin=visit.web.origin)

    return router


async def sealed_month(conn: Connection, name: str, asked: date | None, today: date) -> SealedMonth:
    """The month that begins with the day `asked`, or that of the last seal."""
    ends = await conn.fetchrow("select min(day) as first, max(day) as last from seals")
    assert ends is not None
    first = asked or (ends["last"] or today).replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = await conn.fetch(f"{SEALS_QUERY} where day between $1 and $2 order by number", first, last)
    seals = [Seal(journal=name, **row) for row in rows]
    sealed = {seal.day for seal in seals}
    days = (first + timedelta(days=count) for count in range(last.day))
    return SealedMonth(
        first,
        seals,
        missing=[day for day in days if ends["last"] and ends["first"] < day < ends["last"] and day not in sealed],
        before=(first - timedelta(days=1)).replace(day=1) if ends["last"] and ends["first"] < first else None,
        after=last + timedelta(days=1) if ends["last"] and last < ends["last"] else None,
    )


async def used_keys(conn: Connection, keys: Trust) -> list[UsedKey]:
    """Every key that counts or has signed, the one of the latest seal first."""
    rows = await conn.fetch(
        "select key_id, min(day) as first, max(day) as last, count(*) as seals from seals group by key_id"
        " order by max(day) desc"
    )
    used = [UsedKey(public=_shown(keys.get(row["key_id"])), **row) for row in rows]
    known = {key.key_id for key in used}
    return used + [UsedKey(id_, _shown(public), None, None, 0) for id_, public in keys.items() if id_ not in known]


def _shown(public: bytes | None) -> str | None:
    return base64.urlsafe_b64encode(public).decode().rstrip("=") if public else None
