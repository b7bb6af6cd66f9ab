"""Use cases of placements: where and when a sentence is served, and sessions that are cancelled."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.community_service.commands.cases import need_office, need_own_case, save
from services.community_service.commands.sites import check_times
from services.community_service.domain import placements
from services.community_service.domain.placements import Plan
from services.community_service.fields import Day
from services.community_service.queries import placements as queries
from services.community_service.rules import BOOK
from services.community_service.store import cases, sentences, sites
from services.community_service.store import placements as store
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
    """Raises RulesBroken with every rule the sessions break, SlotFull, TwoPlacesAtOnce, SiteNotOpen, Forbidden."""
    sentence = await sentences.load_sentence(conn, cmd.sentence_id)
    await need_office(conn, actor, sentence)
    place = await sites.load_place(conn, cmd.site_id)
    plans = [Plan(new_id(), s.on, s.starts, s.ends) for s in sorted(cmd.sessions, key=lambda s: (s.on, s.starts))]
    booked = await store.load_booked(conn, sentence, {plan.on for plan in plans})
    placement_id = new_id()
    scheduled, happened = placements.confirm(
        sentence, place, plans, booked, BOOK.of(sentence.rules_from), placement_id, now
    )
    await store.add_placement(conn, placement_id, sentence.id, cmd.site_id, actor.subject, now)
    await store.add_sessions(conn, sentence, cmd.site_id, placement_id, scheduled)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.placement(conn, placement_id)


class MoveSession(PlannedSession):
    """Where and when a session is to be instead."""

    site_id: UUID


async def move(
    conn: Connection, session_id: UUID, cmd: MoveSession, actor: Actor, now: datetime
) -> queries.PlacementView:
    """One session goes and another comes, or nothing happens. By a counsellor of the case.

    Raises NotFound, Forbidden, SessionNotCancellable and what `confirm` raises."""
    case = await cases.load(conn, session_id)
    need_own_case(case, actor)
    await save(conn, case, placements.cancel(case, "replanned", None, now), actor, now)
    session = PlannedSession(on=cmd.on, starts=cmd.starts, ends=cmd.ends)
    placed = ConfirmPlacement(sentence_id=case.sentence.id, site_id=cmd.site_id, sessions=[session])
    return await confirm(conn, placed, actor, now)


class CancelSession(BaseModel):
    """The reason stays in this service. The event has the cause only."""

    cause: Literal["site", "person", "weather", "other"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


async def cancel(conn: Connection, session_id: UUID, cmd: CancelSession, actor: Actor, now: datetime) -> None:
    """Raises NotFound, Forbidden, SessionNotCancellable."""
    case = await cases.load(conn, session_id)
    need_own_case(case, actor, everywhere={"coordinator"})
    await save(conn, case, placements.cancel(case, cmd.cause, cmd.reason, now), actor, now)


async def cancel_for_plan(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> None:
    """As part of a new plan. The caller has checked that the actor may confirm it."""
    case = await cases.load(conn, session_id)
    await save(conn, case, placements.cancel(case, "replanned", None, now), actor, now)
