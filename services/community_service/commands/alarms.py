"""Use cases of misuse: rules look at what was recorded, and someone who is not involved looks at what they found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, StringConstraints, model_validator

from services.community_service.commands import corrections
from services.community_service.commands.cases import need_office
from services.community_service.commands.placements import free_ahead
from services.community_service.commands.sites import Subject
from services.community_service.domain import alarms as rules
from services.community_service.domain.alarms import Finding, Raised, alone, suspected
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import withdraw_declaration as withdraw
from services.community_service.queries import alarms as queries
from services.community_service.store import alarms as store
from services.community_service.store import cases, persons, sentences, sites
from services.community_service.store import corrections as correction_store
from services.community_service.store.alarms import look, raise_alarms
from services.community_service.store.attendance import load_attendance
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]


class ResolveAlarm(BaseModel):
    """What was found, and why. A confirmed alarm comes with the correction that follows from it, unless the session is
    corrected already or nothing of it counts. The note stays in this service."""

    finding: Finding
    note: Note
    correction: corrections.ProposeCorrection | None = None

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
    """Raises Involved, CorrectionNeeded, WrongState, Forbidden."""
    sentence = await sentences.load_sentence(conn, await store.sentence_of_alarm(conn, alarm_id))
    await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
    alarm, hands = await store.load_alarm(conn, alarm_id), await cases.involved(conn, sentence.id)
    rules.need_judge(alarm, actor.subject, hands)
    await store.resolve(conn, alarm_id, cmd.finding, cmd.note, actor.subject, hands, now)
    if cmd.finding == "confirmed":
        _, attendance = await load_attendance(conn, alarm.session_id)
        if cmd.correction:
            await corrections.propose_for(conn, sentence, attendance, cmd.correction, actor, now, alarm_id)
        corrected = await correction_store.since(conn, alarm.session_id, alarm.raised_at)
        rules.need_correction(sentence, attendance, corrected=corrected)
    left, matters = await store.open_alarms(conn, sentence.id), await cases.open_matters(conn, sentence.id)
    moved, happened = rules.resolved(sentence, alarm, cmd.finding, now, open_alarms=left, open_matters=matters)
    await sentences.save_state(conn, moved)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    await free_ahead(conn, sentence, moved, actor, now)
    return await queries.alarm(conn, alarm_id)


async def tried_alone(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> None:
    """Someone tried to sign off what their own hand had recorded. It was refused; that it was tried is looked into."""
    sentence, attendance = await load_attendance(conn, session_id)
    sighting = replace(await store.load_sighting(conn, session_id), signed_off_by=actor.subject)
    raised = await raise_alarms(conn, sentence.id, attendance, alone(sighting), now)
    await _say(conn, sentence, raised, actor, now)


async def declare_relation(
    conn: Connection, sentence_id: UUID, cmd: DeclareRelation, actor: Actor, now: datetime
) -> None:
    """From now on, and for what that hand has recorded or signed already."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence, everywhere=EVERYWHERE)
    await persons.declare_relation(conn, cmd.subject, sentence.person_id, cmd.relation, actor.subject, now)
    handled = await store.sessions_handled_by(conn, cmd.subject, sentence.person_id)
    await _look_at(conn, [session_id for _, session_id in handled], actor, now)


async def withdraw_declaration(conn: Connection, site_id: UUID, actor: Actor, now: datetime) -> None:
    """The site is commercial after all (K3): it takes nobody any more, and its running cases are looked into."""
    last = [session_id for _, session_id in await store.last_sessions_at(conn, site_id)]
    for session_id in last:
        await load_attendance(conn, session_id)
    site, happened = withdraw(await sites.load_site(conn, site_id), now)
    await sites.save_site(conn, site)
    if happened:
        await journal.append(conn, happened, actor=actor.subject, now=now)
    await _look_at(conn, last, actor, now)


async def _look_at(conn: Connection, session_ids: Iterable[UUID], actor: Actor, now: datetime) -> None:
    for session_id in session_ids:
        sentence, attendance = await load_attendance(conn, session_id)
        await _say(conn, sentence, await look(conn, sentence, attendance, now), actor, now)


async def _say(conn: Connection, sentence: Sentence, raised: list[Raised], actor: Actor, now: datetime) -> None:
    if raised:
        await journal.append(conn, suspected(sentence, raised), actor=actor.subject, now=now)
