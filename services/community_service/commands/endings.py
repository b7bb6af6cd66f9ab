"""Use cases of the ends of a sentence (a lapse) and of its guidance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.commands.cases import need_office, need_own_case, save
from services.community_service.domain import endings
from services.community_service.domain.endings import GuidanceEnd, Lapse
from services.community_service.events import GuidanceGround, LapseGround
from services.community_service.fields import Day, Number
from services.community_service.queries import sentences as queries
from services.community_service.store import cases, executions, fines, sentences
from services.community_service.store import endings as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class LapseSentence(BaseModel):
    """Since `lapsed_on` the sentence can no longer be executed; the document says why."""

    ground: LapseGround
    document_number: Number
    document_date: Day
    lapsed_on: Day


class EndGuidance(BaseModel):
    """The ground fits how the sentence has ended."""

    ground: GuidanceGround
    document_number: Number
    document_date: Day
    ended_on: Day


async def lapse(
    conn: Connection, sentence_id: UUID, cmd: LapseSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """By the prosecutor of the case; the same again answers with the sentence. Raises WrongState, LapseInFuture,
    LapseBeforeVerdict, Forbidden."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    stated = Lapse(**cmd.model_dump())
    if await store.find_lapse(conn, sentence_id) != stated:
        verdict_date = await store.load_verdict_date(conn, sentence_id)
        unpaid = await fines.unpaid_fines(conn, sentence_id)
        done = endings.lapse(case, verdict_date, unpaid, stated, now)
        await store.add_lapse(conn, sentence_id, stated, actor.subject, now)
        await save(conn, case, done, actor, now)
    return await queries.sentence(conn, sentence_id)


async def end_guidance(
    conn: Connection, sentence_id: UUID, cmd: EndGuidance, actor: Actor, now: datetime
) -> queries.SentenceView:
    """By the head of the probation office of the case. Raises WrongState, GroundDoesNotFit, NotReceived,
    GuidanceAlreadyEnded, GuidanceEndBeforeSentence, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    end = GuidanceEnd(**cmd.model_dump())
    happened = endings.end_guidance(
        sentence,
        await executions.load_papers(conn, sentence_id),
        await store.load_past(conn, sentence),
        end,
        local_day(now),
    )
    if happened:
        await store.add_guidance_end(conn, sentence_id, end, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.sentence(conn, sentence_id)
