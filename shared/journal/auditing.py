"""The routes of auditors: search, days, chains, and verifications of any size."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.edge.spans import From, Until, asked, latest
from shared.edge.spreadsheets import CSV, download
from shared.journal import links, runs, seal_days, search
from shared.postgres.pool import Connection

Place = Annotated[int, Query(ge=0, lt=2**63)]
Word = Annotated[str, Query(min_length=1, max_length=200)]
_MONTH = 31


def routers(*, sealed: bool) -> list[APIRouter]:
    """`sealed`: whether the service's journal gets a seal each day."""
    return [_searching(), _days(sealed), _verifications(), _chains()]


def _wanted(
    call: Call,
    type_: str | None,
    actor: str | None,
    key: str | None,
    since: date | None,
    until: date | None,
    order: search.Order,
) -> search.Wanted:
    days = asked(since, until, local_day(call.resources.clock.now()), search.MOST_DAYS)
    return search.Wanted(type_, actor, key, days, order)


def _searching() -> APIRouter:
    router = APIRouter(tags=["journal"])

    @router.get("/journal", response_model=Page[search.FactLine])
    async def search_journal(
        type: Word | None = None,
        actor: Word | None = None,
        key: Word | None = None,
        since: From = None,
        until: Until = None,
        order: search.Order = "newest",
        after: Place | None = None,
        limit: Limit = 50,
        call: Call = may("auditor"),
    ) -> Response:
        """Where facts stand and their hashes, never what they say. Days are local; `from` and `until` belong to the
        search, at most 366 of them. Who looks for an actor and for no key names days."""
        wanted = _wanted(call, type, actor, key, since, until, order)
        return await call.read(search.search, wanted, after, limit)

    @router.get("/exports/journal.csv", response_class=StreamingResponse, responses=CSV)
    async def export_journal(
        type: Word | None = None,
        actor: Word | None = None,
        key: Word | None = None,
        since: From = None,
        until: Until = None,
        order: search.Order = "newest",
        call: Call = may("auditor"),
    ) -> Response:
        """The same search, whole. It names days or a key."""
        wanted = _wanted(call, type, actor, key, since, until, order)
        wanted.need_bounds(whole=True)
        return download(search.search_csv(call.resources.pool, wanted), "journal.csv")

    return router


def _days(sealed: bool) -> APIRouter:
    router = APIRouter(tags=["journal"])

    @router.get("/journal/days", response_model=seal_days.SealCalendar)
    async def read_journal_days(
        since: From = None, until: Until = None, call: Call = may("auditor", "operator")
    ) -> Response:
        """Day by day: facts, seal, and what the last finished verification says of it. At most 92 days; without
        `from` and `until` the last 31."""
        today = local_day(call.resources.clock.now())
        days = asked(since, until, today, seal_days.MOST_DAYS) or latest(today, _MONTH)

        async def query(conn: Connection) -> seal_days.SealCalendar:
            return await seal_days.calendar(conn, days, today, sealed=sealed)

        return await call.read(query)

    return router


def _verifications() -> APIRouter:
    router = APIRouter(tags=["journal"])

    @router.post("/journal/verifications", status_code=202, response_model=runs.RunView)
    async def ask_verification(call: Call = may("auditor", "operator")) -> Response:
        """Verifies the whole journal, however long it is, beside all other work. One at a time."""
        return await call.run(runs.ask)

    @router.get("/journal/verifications", response_model=Page[runs.RunView])
    async def list_verifications(
        after: UUID | None = None, limit: Limit = 50, call: Call = may("auditor", "operator")
    ) -> Response:
        """The newest first."""
        return await call.read(runs.runs, after, limit)

    @router.get("/journal/verifications/{run_id}", response_model=runs.RunView)
    async def read_verification(run_id: UUID, call: Call = may("auditor", "operator")) -> Response:
        """How far it has come, and what it found. One whose process ended in the middle is `broken_off`."""
        return await call.read(runs.run, run_id)

    return router


def _chains() -> APIRouter:
    router = APIRouter(tags=["journal"])

    @router.get("/journal/{key}/chain", response_model=Page[links.Link])
    async def read_chain(
        key: str, after: Place = 0, limit: Limit = 100, call: Call = may("auditor", "operator")
    ) -> Response:
        """The facts of a key, each with the hash before it and its own, its seal, and whether it follows."""
        return await call.read(links.links, key, after, limit)

    return router
