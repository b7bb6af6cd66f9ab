"""Use cases of accidents and complaints. What they say stays in this service; who reads it is logged."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.community_service.commands.cases import need_office
from services.community_service.domain import incidents
from services.community_service.domain.incidents import Incident
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sentences import Sentence
from services.community_service.errors.sites import NotYourSite
from services.community_service.events import IncidentKind
from services.community_service.fields import Day
from services.community_service.queries import incidents as queries
from services.community_service.store import incidents as store
from services.community_service.store import persons, sentences
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has the character U+0000")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_no_nul)]


class ReportIncident(BaseModel):
    """An accident at work. The text stays in this service."""

    happened_on: Day
    report: Text


class Complain(ReportIncident):
    """A complaint about a case, also of the person themself, whom the caller speaks for."""

    sentence_id: UUID


class AnswerIncident(BaseModel):
    answer: Text


async def report(
    conn: Connection, sentence_id: UUID, kind: IncidentKind, cmd: ReportIncident, actor: Actor, now: datetime
) -> queries.IncidentView:
    """By the counsellor of the case, a supervisor of one of its sites; a complaint also by a coordinator.

    Raises IncidentInFuture, NotYourSite, NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await _need_near(conn, sentence, actor)
    incident = Incident(new_id(), kind, cmd.happened_on, actor.subject)
    happened = incidents.report(sentence, incident, local_day(now))
    await store.add_incident(conn, sentence_id, incident, cmd.report, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.incident(conn, incident.id, now)


async def complain(conn: Connection, cmd: Complain, actor: Actor, now: datetime) -> queries.IncidentView:
    return await report(conn, cmd.sentence_id, "complaint", cmd, actor, now)


async def _need_near(conn: Connection, sentence: Sentence, actor: Actor) -> None:
    """Who works with the person: an office of the case, a coordinator, or a supervisor of a site of the case."""
    if "supervisor" in actor.roles and await store.supervises_case(conn, sentence.id, actor.subject):
        return
    if actor.roles & {"counsellor", "coordinator"}:
        await need_office(conn, actor, sentence, everywhere={"coordinator"})
        return
    raise NotYourSite


async def answer(
    conn: Connection, incident_id: UUID, cmd: AnswerIncident, actor: Actor, now: datetime
) -> queries.IncidentView:
    """By the counsellor of the case or a coordinator. Raises IncidentSettled, AnotherAnswers, NotFound, Forbidden."""
    sentence, known = await _load(conn, incident_id, actor)
    happened = incidents.answer(sentence, known, actor.subject)
    await store.save_answer(conn, incident_id, cmd.answer, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.incident(conn, incident_id, now)


async def see(conn: Connection, incident_id: UUID, actor: Actor, now: datetime) -> queries.IncidentView:
    """By the prosecutor of the case. Raises IncidentSettled, NotFound, Forbidden."""
    sentence, known = await _load(conn, incident_id, actor)
    happened = incidents.see(sentence, known)
    await store.save_seen(conn, incident_id, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.incident(conn, incident_id, now)


async def read_incident(
    conn: Connection, incident_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.IncidentText:
    """With what it says; the read is logged. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, await store.sentence_of(conn, incident_id))
    await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
    await persons.log_read(conn, sentence, actor.subject, actor.organisation, purpose, now)
    return await queries.text_of(conn, incident_id, now)


async def _load(conn: Connection, incident_id: UUID, actor: Actor) -> tuple[Sentence, Incident]:
    """The sentence, locked, and the incident. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, await store.sentence_of(conn, incident_id))
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    return sentence, await store.load_incident(conn, incident_id)
