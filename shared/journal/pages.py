"""The auditor's pages of a journal: its days and seals, verifications, and (in `pages_facts.py`) its facts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import local_day
from shared.edge.spans import Span
from shared.journal import pages_facts, runs, seal_days
from shared.journal.public import Month
from shared.journal.reasons import in_words
from shared.journal.runs import RunView
from shared.journal.words import TONES, WORDS
from shared.messaging.events import Event
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page
from shared.web.site import Link, Pages

ROLES = ("auditor", "operator")
_RUNS = 5
_EVERY_S = 5
_TURNS = 60
"""A page about a verification under way looks again so many times, which is five minutes, and then waits to be asked:
a page that is left open does not keep a session alive."""
Turn = Annotated[int, Query(ge=0, le=_TURNS)]


def pages(recorded: Sequence[type[Event]], *, sealed: bool) -> Pages:
    """`recorded`: the events that the journal may hold. `sealed`: whether it gets a seal each day."""
    return Pages(
        Path(__file__).parent,
        "",
        routers=[_days(sealed), _verifications(), pages_facts.router(recorded, sealed=sealed)],
        nav=[Link("Seals", "/audit", ROLES), Link("Facts", "/audit/facts", pages_facts.ROLES)],
        words=WORDS,
    )


def _days(sealed: bool) -> APIRouter:
    router = pages_router(tags=["journal"])

    @router.get("/audit")
    async def show_days(month: Month | None = None, call: PageCall = page(*ROLES)) -> Response:
        today = local_day(call.resources.clock.now())
        first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
        span = Span(first, first.replace(day=monthrange(first.year, first.month)[1]))
        begun = await call.get(seal_days.first_day)
        found = await call.get(partial(seal_days.calendar, sealed=sealed), span, today)
        latest = (await call.get(runs.runs, None, _RUNS))["items"]
        return await call.show(
            "audit_days.html",
            sealed=sealed,
            month=first,
            today=today,
            found=found,
            days=[day for day in found.days if day.facts or day.seal or day.reasons],
            tones=TONES,
            why=lambda reason: in_words(reason, call.language),
            runs=latest,
            under_way=next((run for run in latest if run.is_under_way), None),
            before=_named(first - timedelta(days=1)) if begun and begun < first else None,
            after=_named(span.last + timedelta(days=1)) if span.last < today else None,
        )

    return router


def _named(day: date) -> str:
    return f"{day:%Y-%m}"


def _verifications() -> APIRouter:
    router = pages_router(tags=["journal"])

    @router.post("/audit/verifications")
    async def ask(call: PageCall = page(*ROLES)) -> Response:
        """One is under way at a time: whoever asks meanwhile is led to it."""
        return await call.act(runs.ask_or_join, then="/audit/verifications/{id}", again=lambda: show_runs(call=call))

    @router.get("/audit/verifications")
    async def show_runs(after: UUID | None = None, call: PageCall = page(*ROLES)) -> Response:
        found = await call.get(runs.runs, after, 25)
        return await call.show("audit_runs.html", runs=found["items"], after=call.next_page(found["next"]))

    @router.get("/audit/verifications/{run_id}")
    async def show_run(run_id: UUID, turn: Turn = 0, call: PageCall = page(*ROLES)) -> Response:
        run: RunView = await call.get(runs.run, run_id)
        watching = run.is_under_way and turn < _TURNS
        answer = await call.show(
            "audit_run.html",
            run=run,
            watching=watching,
            every=_EVERY_S,
            stop=f"{call.request.url.path}?turn={_TURNS}",
            why=lambda reason: in_words(reason, call.language),
        )
        if watching:
            answer.headers["refresh"] = f"{_EVERY_S}; url={call.request.url.path}?turn={turn + 1}"
        return answer

    return router
