"""Use case of placement: the counsellor confirms where and when a sentence is served."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.community_service import queries
from services.community_service.commands.offices import need_office
from services.community_service.commands.sites import check_times
from services.community_service.domain import placement as rules
from services.community_service.domain.placement import Plan
from services.community_service.events import Day
from services.community_service.rules import BOOK
from services.community_service.store import sentences, sessions, sites
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
    """Raises BrokenRules with every rule the sessions break, NoSeat, TwoPlacesAtOnce, SiteNotOpen, Forbidden."""
    sentence = await sentences.load_sentence(conn, cmd.sentence_id)
    await need_office(conn, actor, sentence)
    place = await sites.load_place(conn, cmd.site_id)
    plans = [Plan(new_id(), s.on, s.starts, s.ends) for s in sorted(cmd.sessions, key=lambda s: (s.on, s.starts))]
    booked = await sessions.load_booked(conn, sentence, {plan.on for plan in plans})
    placement_id = new_id()
    scheduled, happened = rules.confirm(sentence, place, plans, booked, BOOK.of(sentence.rules_from), placement_id, now)
    await sessions.add_placement(conn, placement_id, sentence.id, cmd.site_id, actor.subject, now)
    await sessions.add_sessions(conn, sentence, cmd.site_id, placement_id, scheduled)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.placement(conn, placement_id)
