"""Use cases of placement: where and when a sentence is served, and a session that is cancelled."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.community_service import events
from services.community_service.commands.cases import need_office
from services.community_service.commands.sites import check_times
from services.community_service.domain import placements as rules
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.calendar import shown
from services.community_service.domain.placements import Plan
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors.placements import SessionNotCancellable
from services.community_service.fields import Day
from services.community_service.queries import placements as queries
from services.community_service.rules import BOOK
from services.community_service.store import placements as store
from services.community_service.store import sentences, sites
from services.community_service.store.attendance import load_attendance
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class PlannedSession(BaseModel):
    """Local time, whole minutes, within one day."""

    on: Day
    starts: time
    ends: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_times(self.starts, self.ends)
        return self


class ConfirmPlacement(BaseModel):
    sentence_id: UUID
    site_id: UUID
    sessions: Annotated[list[PlannedSession], Field(min_length=1, max_length=300)]


async def confirm(conn: Connection, cmd: ConfirmPlacement, actor: Actor, now: datetime) -> queries.PlacementView:
    """Raises RulesBroken with every rule the sessions break, NoSeat, TwoPlacesAtOnce, SiteNotOpen, Forbidden."""
    sentence = await sentences.load_sentence(conn, cmd.sentence_id)
    await need_office(conn, actor, sentence)
    place = await sites.load_place(conn, cmd.site_id)
    plans = [Plan(new_id(), s.on, s.starts, s.ends) for s in sorted(cmd.sessions, key=lambda s: (s.on, s.starts))]
    booked = await store.load_booked(conn, sentence, {plan.on for plan in plans})
    placement_id = new_id()
    scheduled, happened = rules.confirm(sentence, place, plans, booked, BOOK.of(sentence.rules_from), placement_id, now)
    await store.add_placement(conn, placement_id, sentence.id, cmd.site_id, actor.subject, now)
    await store.add_sessions(conn, sentence, cmd.site_id, placement_id, scheduled)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.placement(conn, placement_id)


_ENDED = ("completed", "revoked", "closed")


class CancelSession(BaseModel):
    """The reason stays in this service; the fact says the cause only."""

    cause: Literal["site", "person", "weather", "other"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


async def cancel(conn: Connection, session_id: UUID, cmd: CancelSession, actor: Actor, now: datetime) -> None:
    """Raises NotFound, Forbidden, SessionNotCancellable."""
    sentence, attendance = await load_attendance(conn, session_id)
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    await _cancel(conn, sentence, attendance, cmd.cause, cmd.reason, actor, now)


async def cancel_for_plan(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> None:
    """As part of a new plan, which is judged as a whole."""
    sentence, attendance = await load_attendance(conn, session_id)
    await _cancel(conn, sentence, attendance, "replanned", None, actor, now)


async def free_ahead(conn: Connection, before: Sentence, after: Sentence, actor: Actor, now: datetime) -> None:
    """A sentence that has just ended (completed, revoked, closed) holds no seats: what was to come is cancelled."""
    if after.state not in _ENDED or before.state in _ENDED:
        return
    for session_id in await store.sessions_ahead(conn, after.id, now):
        _, attendance = await load_attendance(conn, session_id)
        await _cancel(conn, after, attendance, "ended", None, actor, now)


async def _cancel(
    conn: Connection,
    sentence: Sentence,
    attendance: Attendance,
    cause: Literal["replanned", "ended", "site", "person", "weather", "other"],
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    if attendance.state != "scheduled" or attendance.starts_at <= now:
        raise SessionNotCancellable(state=attendance.state, starts_at=shown(attendance.starts_at))
    await store.cancel_session(conn, sentence, attendance, cause, reason, actor.subject, now)
    fact = events.SessionCancelled(
        **balance(sentence),
        session_id=attendance.session_id,
        placement_id=attendance.placement_id,
        site_id=attendance.site_id,
        starts_at=attendance.starts_at,
        ends_at=attendance.ends_at,
        cause=cause,
    )
    await journal.append(conn, [fact], actor=actor.subject, now=now)
