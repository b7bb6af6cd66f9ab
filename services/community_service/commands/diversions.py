"""Use cases of diversions: a court's determination becomes a sentence once; the counsellor reports its failure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service import justice
from services.community_service.commands import verdicts_answers
from services.community_service.commands.cases import need_own_case, offices_of, save
from services.community_service.commands.neighbours import sender
from services.community_service.domain import diversions
from services.community_service.domain.verdicts import codes_of, need_same_person
from services.community_service.errors.diversions import DeterminationAlreadyRecorded
from services.community_service.errors.verdicts import PersonMismatch
from services.community_service.fields import Reason
from services.community_service.identity import Identity
from services.community_service.queries import sentences as queries
from services.community_service.store import cases, sentences, verdicts
from services.community_service.store import diversions as store
from services.community_service.store.holidays import load_calendar
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import RulesBroken
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


class ReportFailure(BaseModel):
    """What was not carried out, and why."""

    reason: Reason


async def determine(
    conn: Connection, identity: Identity, determination: justice.DiversionDetermined, actor: Actor, now: datetime
) -> queries.SentenceView:
    """A determination that the court enters by hand. The same again gives the same sentence.

    Raises RulesBroken, DeterminationAlreadyRecorded, PersonMismatch, Forbidden."""
    actor.require_organisation(*await offices_of(conn, actor, determination))
    return await queries.sentence(conn, await _record(conn, identity, determination, actor, now))


async def receive(
    identity: Identity, conn: Connection, determination: justice.DiversionDetermined, envelope: Envelope, now: datetime
) -> None:
    """A determination from the intake topic: assigned, or rejected with an event to the sender."""
    actor = sender(envelope)
    try:
        await _record(conn, identity, determination, actor, now)
    except (RulesBroken, DeterminationAlreadyRecorded, PersonMismatch) as refusal:
        rejection_id = identity.diversion_rejection(determination.court_code, determination.determination_number)
        answer = diversions.rejection(determination, rejection_id, envelope.id, refusal)
        await verdicts_answers.send(conn, answer, actor.subject, now)


async def _record(
    conn: Connection, identity: Identity, determination: justice.DiversionDetermined, actor: Actor, now: datetime
) -> UUID:
    """The id of the determination's sentence, new or known."""
    court, number = determination.court_code, determination.determination_number
    await verdicts.lock_verdict(conn, court, number)
    if recorded := await verdicts.recorded_verdict(conn, court, number, "diversion"):
        spelled = determination.model_copy(update={"determination_number": recorded["verdict_number"]})
        if recorded["fingerprint"] != identity.fingerprint(spelled):
            raise DeterminationAlreadyRecorded(court_code=court)
        known: UUID = recorded["id"]
        return known
    person = identity.person(determination.nik)
    need_same_person(await sentences.known_person(conn, person), determination)
    kinds = await sentences.office_kinds(conn, *codes_of(determination))
    sentence_id = identity.diversion(court, number)
    calendar = await load_calendar(conn)
    sentence, happened = diversions.assign(determination, sentence_id, person, kinds, calendar, local_day(now))
    await sentences.add_diversion(conn, sentence, determination, identity.fingerprint(determination), now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return sentence_id


async def report_failure(
    conn: Connection, sentence_id: UUID, cmd: ReportFailure, actor: Actor, now: datetime
) -> queries.SentenceView:
    """The counsellor reports to court and prosecutor. Raises NotFound, Forbidden, NoDiversion, WrongState."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    failure, done = diversions.fail(case, cmd.reason, actor.subject, now)
    await store.add_failure(conn, failure)
    await save(conn, case, done, actor, now)
    return await queries.sentence(conn, sentence_id)
