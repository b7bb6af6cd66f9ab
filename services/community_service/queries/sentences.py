"""Sentences for their readers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.executions import Paper
from services.community_service.domain.sentences import Origin
from services.community_service.events import SentenceState
from services.community_service.queries.attendance import SESSIONS
from services.community_service.queries.cases import OPEN_ITEMS
from services.community_service.queries.endings import GuidanceEndView, LapseView, guidance_end, lapse
from services.community_service.queries.executions import MISSING
from services.community_service.queries.forecasts import ForecastView, forecast
from services.community_service.queries.holidays import ClosedSession, closed_sessions_of
from services.community_service.queries.participants import need_participant
from services.community_service.queries.placements import PLACEMENTS, PlacementView, placement_view
from services.community_service.queries.sentences_origins import (
    DiversionFailureView,
    OverrideView,
    diversion_failure,
    override,
)
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class OfficeView(BaseModel):
    """An office of a case. `id` and `name` are null until the register of organisations has published the office."""

    code: str
    id: UUID | None
    name: str | None


class SentenceView(BaseModel):
    """A sentence and its balance in minutes, without the person.

    `closed_sessions` are booked on days that the site or the calendar has closed since: they need a new plan.
    What remains is negative when more is served than a changed verdict asks for. No event has `child` or `origin`. Of a
    diversion, number and date are those of the court's determination. `held_changes` came after a decision on a breach
    had closed the sentence, and wait for the prosecutor at `/verdict-changes/{id}`.
    """

    id: UUID
    court: OfficeView
    prosecutor: OfficeView
    probation_office: OfficeView
    verdict_number: str
    verdict_date: date
    origin: Origin
    child: bool
    override: OverrideView | None
    diversion_failure: DiversionFailureView | None
    state: SentenceState
    starts_on: date
    ends_on: date
    required_minutes: int
    repeat_minutes: int
    credited_minutes: int
    remaining_minutes: int
    open_alarms: int
    open_corrections: int
    review: str | None
    daily_cap_minutes: int
    replaced_prison_days: int
    replaced_fine_rupiah: int
    ordered_repeat_minutes: int | None
    ordered_prison_days: int | None
    ordered_fine_rupiah: int | None
    detained_days: int | None
    ordered_place: str | None
    ordered_work: str | None
    days_per_week: int | None
    days_per_month: int | None
    missing_papers: list[Paper]
    lapse: LapseView | None
    guidance_end: GuidanceEndView | None
    needs_decision: bool
    forecast: ForecastView | None
    placements: list[PlacementView]
    closed_sessions: list[ClosedSession]
    held_changes: list[UUID]
    version: int


async def sentence(conn: Connection, sentence_id: UUID) -> SentenceView:
    missing = MISSING.format("sentences")
    query = (
        f"select *, stream_version(id::text) as version, {OPEN_ITEMS}, {missing} as missing_papers,"
        " array(select v.id from verdict_changes as v where v.sentence_id = sentences.id and v.state = 'held'"
        " order by v.id) as held_changes from sentences where id = $1"
    )
    row = found(await conn.fetchrow(query, sentence_id), "sentence", sentence_id)
    offices = await _offices(conn, row["court_code"], row["prosecutor_code"], row["probation_office_code"])
    placements = await conn.fetch(f"{PLACEMENTS} where p.sentence_id = $1 order by p.id", sentence_id)
    sessions = await conn.fetch(f"{SESSIONS} where s.sentence_id = $1 order by s.starts_at", sentence_id)
    closed = await closed_sessions_of(conn, sentence_id)
    views = [placement_view(p, [s for s in sessions if s["placement_id"] == p["id"]]) for p in placements]
    return SentenceView(
        **row,
        court=offices[row["court_code"]],
        prosecutor=offices[row["prosecutor_code"]],
        probation_office=offices[row["probation_office_code"]],
        child=row["regime"] == "child",
        override=await override(conn, row["override_id"]),
        diversion_failure=await diversion_failure(conn, sentence_id) if row["origin"] == "diversion" else None,
        remaining_minutes=row["required_minutes"] - row["credited_minutes"],
        needs_decision=row["review"] == "open"
        or bool(closed or row["held_changes"])
        or any(view.needs_decision for view in views),
        lapse=await lapse(conn, sentence_id),
        guidance_end=await guidance_end(conn, sentence_id),
        forecast=await forecast(conn, sentence_id),
        placements=views,
        closed_sessions=closed,
    )


async def own_sentence(conn: Connection, sentence_id: UUID, actor: Actor) -> SentenceView:
    """A sentence for the offices of its case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    view = await sentence(conn, sentence_id)
    await need_participant(conn, sentence_id, actor)
    return view


async def sentence_for(conn: Connection, actor: Actor, sentence_id: UUID) -> SentenceView:
    """The same, for a request that is sent again."""
    return await own_sentence(conn, sentence_id, actor)


async def _offices(conn: Connection, *codes: str) -> dict[str, OfficeView]:
    rows = await conn.fetch(
        "select code, organisation_id as id, name from organisations where code = any($1)", list(codes)
    )
    known = {row["code"]: OfficeView(**row) for row in rows}
    return {code: known.get(code) or OfficeView(code=code, id=None, name=None) for code in codes}
