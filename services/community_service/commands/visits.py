"""Use cases of visits, and of the supervision log (each read of it is logged)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from services.community_service.commands.cases import need_office
from services.community_service.commands.sites import check_times
from services.community_service.domain import visits
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sessions import Grade
from services.community_service.domain.visits import Visit
from services.community_service.events import VisitKind
from services.community_service.fields import Day, Reason
from services.community_service.queries import visits as queries
from services.community_service.queries import visits_log
from services.community_service.store import endings, persons, sentences
from services.community_service.store import visits as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class RecordVisit(BaseModel):
    """Local times of one day. What is left out was not noted; the notes stay in this service."""

    kind: VisitKind
    on: Day
    starts: time
    ends: time
    complied: bool | None = None
    behaviour: Grade | None = None
    notes: Reason | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_times(self.starts, self.ends)
        return self


async def record_visit(
    conn: Connection, sentence_id: UUID, cmd: RecordVisit, actor: Actor, now: datetime
) -> queries.VisitView:
    """By a counsellor or the prosecutor of the case. Raises VisitInFuture, VisitBeforeVerdict, NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    visit = Visit(new_id(), **cmd.model_dump())
    happened = visits.record(sentence, visit, await endings.load_verdict_date(conn, sentence_id), now)
    office = "prosecutor" if "prosecutor" in actor.roles else "counsellor"
    await store.add_visit(conn, sentence_id, visit, actor.subject, office, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.visit(conn, visit.id)


async def read_log(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> visits_log.SupervisionLog:
    """Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
    await persons.log_read(conn, sentence, actor.subject, actor.organisation, "supervision log", now)
    return await visits_log.supervision_log(conn, sentence_id)
