"""Use cases of corrections: one person proposes, another, who had no hand in the record, decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.community_service.commands.cases import need_office
from services.community_service.commands.placements import free_ahead
from services.community_service.domain import corrections as rules
from services.community_service.domain.alarms import suspected
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.corrections import Correction, hands
from services.community_service.domain.sentences import Sentence
from services.community_service.events import Outcome
from services.community_service.fields import Moment
from services.community_service.queries import corrections as queries
from services.community_service.store import cases, ledger, sentences, sites
from services.community_service.store import corrections as store
from services.community_service.store.alarms import look
from services.community_service.store.attendance import load_attendance
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class ProposeCorrection(BaseModel):
    """What should have been recorded; both times exactly where the person attended. The reason stays here."""

    outcome: Outcome
    checked_in_at: Moment | None = None
    checked_out_at: Moment | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]


class DecideCorrection(BaseModel):
    decision: Literal["approved", "rejected"]


async def propose(
    conn: Connection, session_id: UUID, cmd: ProposeCorrection, actor: Actor, now: datetime
) -> queries.CorrectionView:
    """By the supervisor of the site, the case's counsellor, or a coordinator. Raises CorrectionOpen, TimesDoNotFit."""
    sentence, attendance = await load_attendance(conn, session_id)
    supervises = "supervisor" in actor.roles and await sites.is_supervisor(conn, attendance.site_id, actor.subject)
    if not supervises:
        await need_office(conn, actor, sentence, everywhere={"coordinator"})
    return await propose_for(conn, sentence, attendance, cmd, actor, now)


async def propose_for(
    conn: Connection,
    sentence: Sentence,
    attendance: Attendance,
    cmd: ProposeCorrection,
    actor: Actor,
    now: datetime,
    alarm_id: UUID | None = None,
) -> queries.CorrectionView:
    correction = Correction(new_id(), cmd.outcome, cmd.checked_in_at, cmd.checked_out_at, actor.subject)
    happened = rules.propose(sentence, attendance, correction, now)
    await store.add_correction(conn, correction, sentence.id, attendance.session_id, cmd.reason, now, alarm_id)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.correction(conn, correction.id)


async def decide(
    conn: Connection, correction_id: UUID, cmd: DecideCorrection, actor: Actor, now: datetime
) -> queries.CorrectionView:
    """By the case's counsellor or prosecutor, or a coordinator. Raises SecondApproverNeeded, WrongState."""
    sentence, attendance = await load_attendance(conn, await store.session_of(conn, correction_id))
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    correction = await store.load_correction(conn, correction_id)
    act = _approve if cmd.decision == "approved" else _reject
    await act(conn, sentence, attendance, correction, actor, now)
    return await queries.correction(conn, correction_id)


async def _approve(
    conn: Connection, sentence: Sentence, attendance: Attendance, correction: Correction, actor: Actor, now: datetime
) -> None:
    served, by = await ledger.load_served(conn, sentence.id), actor.subject
    # Judged twice: an alarm that the correction itself raises keeps the case from being completed by it.
    first = rules.approve(sentence, attendance, correction, served, by, now, open_matters=1)
    await store.save_decision(conn, correction.id, "approved", by, hands(attendance), first.minutes, now)
    raised = await look(conn, sentence, attendance, now)
    matters = await cases.open_matters(conn, sentence.id)
    done = rules.approve(sentence, attendance, correction, served, by, now, open_matters=matters)
    await ledger.credit(conn, done.sentence, done.entries, now)
    await journal.append(conn, [*done.happened, *suspected(done.sentence, raised)], actor=by, now=now)
    await free_ahead(conn, sentence, done.sentence, actor, now)


async def _reject(
    conn: Connection, sentence: Sentence, attendance: Attendance, correction: Correction, actor: Actor, now: datetime
) -> None:
    rules.need_second(correction, attendance, actor.subject)
    await store.save_decision(conn, correction.id, "rejected", actor.subject, hands(attendance), None, now)
    matters = await cases.open_matters(conn, sentence.id)
    moved, happened = rules.reject(sentence, attendance, correction, actor.subject, now, matters)
    await sentences.save_state(conn, moved)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    await free_ahead(conn, sentence, moved, actor, now)
