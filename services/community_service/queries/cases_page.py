"""A case in one read, as far as the caller's roles see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from services.community_service.queries import (
    alarms,
    breaches,
    corrections,
    executions,
    fines,
    fines_corrections,
    incidents,
    ledger,
    reports,
    sentences,
    visits,
)
from services.community_service.queries.amendments import VerdictChangeView, verdict_changes_of
from services.community_service.queries.cases_calendar import MonthView, month_view
from services.community_service.queries.cases_sections import Section, acting_roles, sections_of
from services.community_service.queries.cases_timeline import TimelineEntry, timeline
from services.community_service.queries.forecasts_pace import PaceView, pace_of
from services.community_service.queries.guardians import GuardianPresence, guardian_presence
from shared.edge.access import Actor
from shared.postgres.pool import Connection

_ALL = 1000
_LATEST = 25


class CasePage(BaseModel):
    """Everything that a page of the case shows. A part that the caller's roles do not see is null; one without anything
    in it is an empty list.

    `acting`: the caller's roles that reach this case. `balance`: with the entries of the ledger. `timeline`: the latest
    facts, the newest first; `…/timeline` has all."""

    sentence: sentences.SentenceView
    acting: list[str]
    sections: list[Section]
    pace: PaceView
    month: MonthView
    balance: ledger.BalanceView
    papers: executions.PapersView | None
    visits: list[visits.VisitView] | None
    guardian: GuardianPresence | None
    corrections: list[corrections.CorrectionView] | None
    alarms: list[alarms.AlarmView] | None
    breaches: list[breaches.BreachView] | None
    fines: list[fines.FineView] | None
    fine_corrections: list[fines_corrections.FineCorrectionView] | None
    incidents: list[incidents.IncidentView] | None
    changes: list[VerdictChangeView] | None
    reports: list[reports.IssuedReport] | None
    timeline: list[TimelineEntry]


async def case_page(
    conn: Connection, sentence_id: UUID, actor: Actor, now: datetime, month: date | None = None
) -> CasePage:
    """All of it as it was at one moment. Raises NotFound, Forbidden."""
    async with _snapshot(conn):
        roles = await acting_roles(conn, sentence_id, actor)
        seen, own = sections_of(roles), Actor(actor.subject, roles, actor.organisation)
        return await _page(conn, sentence_id, own, seen, now, month)


def _snapshot(conn: Connection) -> AbstractAsyncContextManager[Any]:
    """Sums that are read one after another fit each other. Inside a transaction its own isolation holds."""
    if conn.is_in_transaction():
        return nullcontext()
    return conn.transaction(isolation="repeatable_read", readonly=True)


Part = TypeVar("Part")


async def _page(
    conn: Connection, sentence_id: UUID, actor: Actor, seen: frozenset[Section], now: datetime, month: date | None
) -> CasePage:
    async def of(section: Section, query: Callable[..., Awaitable[Part]], *args: Any) -> Part | None:
        return await query(conn, *args) if section in seen else None

    async def items(section: Section, query: Callable[..., Awaitable[dict[str, Any]]], *args: Any) -> Any:
        found = await of(section, query, *args)
        return found and found["items"]

    case = (actor, sentence_id, None)
    sentence = await sentences.sentence(conn, sentence_id)
    return CasePage(
        sentence=sentence,
        acting=sorted(actor.roles),
        sections=sorted(seen),
        pace=pace_of(sentence, now),
        month=await month_view(conn, sentence, month, actor.subject, now),
        balance=await ledger.balance(conn, sentence_id, actor, now),
        papers=await of("papers", executions.papers, sentence_id),
        visits=await of("papers", visits.visits_of, sentence_id),
        guardian=await of("guardian", guardian_presence, sentence_id) if sentence.child else None,
        corrections=await items("corrections", corrections.corrections, *case, None, _ALL),
        alarms=await items("alarms", alarms.alarms, *case, None, None, _ALL),
        breaches=await items("breaches", breaches.breaches, *case, None, _ALL),
        fines=await items("fines", fines.fines, *case, None, _ALL),
        fine_corrections=await items("fine_corrections", fines_corrections.fine_corrections, *case, None, _ALL),
        incidents=await items("incidents", incidents.incidents, *case, None, None, _ALL, now),
        changes=await of("changes", verdict_changes_of, sentence_id),
        reports=await items("reports", reports.reports_of, sentence_id, None, _ALL),
        timeline=await timeline(conn, sentence_id, actor, seen, "newest", 0, _LATEST),
    )
