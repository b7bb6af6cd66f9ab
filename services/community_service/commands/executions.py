"""Use cases of the papers with which execution begins: litmas, order (P-48), reception."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.community_service.commands.cases import need_office
from services.community_service.domain import executions
from services.community_service.domain.executions import Litmas, Order, Papers, Reception
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Determined, PlaceKind
from services.community_service.fields import Code, Day, Name, Number
from services.community_service.queries import executions as queries
from services.community_service.store import executions as store
from services.community_service.store import forecasts, sentences
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection

Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[Name, StringConstraints(max_length=300)]


class RecordLitmas(BaseModel):
    """`counsellor` is the subject of the counsellor who made the study, `office_code` the office: left out, the caller
    and the office of the case. `site_ids` and `place_kinds` name the suitable places for a child (PP 58/2022 art. 15).
    """

    number: Number
    dated_on: Day
    counsellor: Subject | None = None
    office_code: Code | None = None
    site_ids: Annotated[frozenset[UUID], Field(max_length=50)] = frozenset()
    place_kinds: frozenset[PlaceKind] = frozenset()


class OrderExecution(BaseModel):
    """The order (P-48) and the prosecutor (jaksa) whom it names."""

    number: Number
    dated_on: Day
    prosecutor_name: Name


class ReceiveClient(BaseModel):
    """`received_by` is the subject of who received the client: left out, the caller."""

    received_on: Day
    place: Text
    received_by: Subject | None = None


async def record_litmas(
    conn: Connection, sentence_id: UUID, cmd: RecordLitmas, actor: Actor, now: datetime
) -> queries.PapersView:
    """By the counsellor of the case. Raises PaperInFuture, ReceptionBeforePapers, NotFound, Forbidden."""
    sentence, papers = await _load(conn, sentence_id, actor)
    await store.need_sites(conn, cmd.site_ids)
    litmas = Litmas(
        cmd.number,
        cmd.dated_on,
        cmd.counsellor or actor.subject,
        cmd.office_code or sentence.probation_office_code,
        Determined(cmd.site_ids, cmd.place_kinds),
    )
    added, happened = executions.record_litmas(sentence, papers, litmas, local_day(now))
    if happened:
        await store.add_litmas(conn, sentence_id, added, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
        await forecasts.forecast_again(conn, sentence.person_id)
    return await queries.papers(conn, sentence_id)


async def order_execution(
    conn: Connection, sentence_id: UUID, cmd: OrderExecution, actor: Actor, now: datetime
) -> queries.PapersView:
    """By the prosecutor of the case. Raises PaperInFuture, OrderBeforeVerdict, ReceptionBeforePapers, Forbidden."""
    sentence, papers = await _load(conn, sentence_id, actor)
    order = Order(cmd.number, cmd.dated_on, cmd.prosecutor_name)
    added, happened = executions.order_execution(sentence, papers, order, local_day(now))
    if happened:
        await store.add_order(conn, sentence_id, added, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.papers(conn, sentence_id)


async def receive(
    conn: Connection, sentence_id: UUID, cmd: ReceiveClient, actor: Actor, now: datetime
) -> queries.PapersView:
    """By the counsellor of the case. Raises ReceptionWithoutPapers, ReceptionBeforePapers, PaperInFuture, Forbidden."""
    sentence, papers = await _load(conn, sentence_id, actor)
    reception = Reception(cmd.received_on, cmd.place, cmd.received_by or actor.subject)
    added, happened = executions.receive(sentence, papers, reception, local_day(now))
    if happened:
        await store.add_reception(conn, sentence_id, added, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.papers(conn, sentence_id)


async def _load(conn: Connection, sentence_id: UUID, actor: Actor) -> tuple[Sentence, Papers]:
    """The sentence, locked, and its papers. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    return sentence, await store.load_papers(conn, sentence_id)
