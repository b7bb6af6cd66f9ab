"""Use cases of alarms: someone who is not involved resolves them, and what becomes known raises new ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, StringConstraints, model_validator

from services.community_service.commands.cases import need_office, need_own_case, save
from services.community_service.commands.corrections import ProposeCorrection
from services.community_service.commands.sites import Subject
from services.community_service.domain import alarms, alarms_checks
from services.community_service.domain.alarms import Finding
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sites import withdraw_declaration as withdraw
from services.community_service.queries import alarms as queries
from services.community_service.store import alarms as store
from services.community_service.store import cases, persons, sentences, sites
from services.community_service.store.corrections import add_correction
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]


class ResolveAlarm(BaseModel):
    """What was found, and why. A confirmed alarm comes with the correction that follows from it, unless the session is
    corrected already or nothing of it counts. The note stays in this service."""

    finding: Finding
    note: Note
    correction: ProposeCorrection | None = None

    @model_validator(mode="after")
    def _dismissed_corrects_nothing(self) -> Self:
        if self.finding == "dismissed" and self.correction:
            raise ValueError("an alarm that is dismissed corrects nothing")
        return self


class DeclareRelation(BaseModel):
    """Someone who records or signs is related to the person of a case."""

    subject: Subject
    relation: Literal["spouse", "parent", "child", "sibling", "other"]


async def resolve(
    conn: Connection, alarm_id: UUID, cmd: ResolveAlarm, actor: Actor, now: datetime
) -> queries.AlarmView:
    """Raises InvolvedInTheCase, CorrectionNeeded, WrongState, Forbidden."""
    case = await cases.load(conn, await store.session_of(conn, alarm_id))
    need_own_case(case, actor, everywhere=EVERYWHERE)
    involved = await cases.load_involved(conn, case.sentence.id)
    correction = cmd.correction.correction_of(case.session.session_id, actor.subject) if cmd.correction else None
    done = alarms.resolve(case, alarm_id, cmd.finding, actor.subject, involved, now, correction)
    await store.save_resolution(conn, alarm_id, cmd.finding, cmd.note, actor.subject, involved, now)
    if correction and cmd.correction:
        await add_correction(conn, correction, case.sentence.id, cmd.correction.reason, now, alarm_id)
    await save(conn, case, done, actor, now)
    return await queries.alarm(conn, alarm_id)


async def report_signed_alone(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> None:
    """Someone tried to sign off their own record. It was refused; the attempt raises an alarm."""
    case = await cases.load(conn, session_id)
    await save(conn, case, alarms_checks.report_signed_alone(case, actor.subject, now), actor, now)


async def declare_relation(
    conn: Connection, sentence_id: UUID, cmd: DeclareRelation, actor: Actor, now: datetime
) -> None:
    """From now on, and for what that person has recorded or signed already."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
    await persons.declare_relation(conn, cmd.subject, sentence.person_id, cmd.relation, actor.subject, now)
    handled = await store.sessions_handled_by(conn, cmd.subject, sentence.person_id)
    await cases.lock_sentences(conn, [each for each, _ in handled])
    await _inspect(conn, handled, actor, now)


async def withdraw_declaration(conn: Connection, site_id: UUID, actor: Actor, now: datetime) -> None:
    """The site is commercial after all (K3): it takes nobody any more, and its running cases are checked."""
    last = await store.last_sessions_at(conn, site_id)
    await cases.lock_sentences(conn, [sentence_id for sentence_id, _ in last])
    site, happened = withdraw(await sites.load_site(conn, site_id), now)
    await sites.save_site(conn, site)
    if happened:
        await journal.append(conn, happened, actor=actor.subject, now=now)
    await _inspect(conn, last, actor, now)


async def _inspect(conn: Connection, sessions: Iterable[tuple[UUID, UUID]], actor: Actor, now: datetime) -> None:
    """Checks these sessions again, each with its case. Given are the sentence and the session of each."""
    for _, session_id in sessions:
        case = await cases.load(conn, session_id)
        await save(conn, case, alarms_checks.inspect(case, now), actor, now)
