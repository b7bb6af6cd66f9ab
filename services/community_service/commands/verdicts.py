"""Use cases of verdicts: a verdict becomes a sentence once, or is rejected with every rule it breaks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service import justice
from services.community_service.commands import amendments, verdicts_answers, verdicts_returned
from services.community_service.commands.cases import offices_of
from services.community_service.commands.neighbours import sender
from services.community_service.domain import verdicts
from services.community_service.domain.verdicts import rejection
from services.community_service.errors.verdicts import PersonMismatch, VerdictAlreadyRecorded
from services.community_service.identity import Identity
from services.community_service.queries import sentences as queries
from services.community_service.store import sentences
from services.community_service.store import verdicts as store
from services.community_service.store import verdicts_returned as returned
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import RulesBroken
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


async def pronounce(
    conn: Connection, identity: Identity, verdict: justice.SentencePronounced, actor: Actor, now: datetime
) -> queries.SentenceView:
    """A verdict that an office enters by hand. The same verdict again gives the same sentence.

    Raises RulesBroken, VerdictAlreadyRecorded, PersonMismatch, Forbidden."""
    await _need_own_verdict(conn, actor, verdict)
    return await queries.sentence(conn, await _record(conn, identity, verdict, actor, now))


async def _need_own_verdict(conn: Connection, actor: Actor, verdict: justice.SentencePronounced) -> None:
    """The caller is of the verdict's court or prosecutor, which the register knows. Raises Forbidden."""
    actor.require_organisation(*await offices_of(conn, actor, verdict))


async def receive(
    identity: Identity, conn: Connection, verdict: justice.SentencePronounced, envelope: Envelope, now: datetime
) -> None:
    """A verdict from the intake topic: assigned, or rejected with an event to the sender."""
    actor = sender(envelope)
    try:
        await _record(conn, identity, verdict, actor, now)
    except (RulesBroken, VerdictAlreadyRecorded, PersonMismatch) as refusal:
        if not isinstance(refusal, VerdictAlreadyRecorded):
            await verdicts_returned.keep(conn, identity, verdict, refusal, now)
        rejection_id = identity.rejection(verdict.court_code, verdict.verdict_number)
        was_childs = await returned.was_childs(conn, verdict.court_code, verdict.verdict_number, rejection_id)
        answer = rejection(verdict, rejection_id, envelope.id, refusal, was_childs=was_childs)
        await verdicts_answers.send(conn, answer, actor.subject, now)


async def _record(
    conn: Connection, identity: Identity, verdict: justice.SentencePronounced, actor: Actor, now: datetime
) -> UUID:
    """The id of the verdict's sentence, new or known. A recorded verdict is never checked again by later limits."""
    await store.lock_verdict(conn, verdict.court_code, verdict.verdict_number)
    if known := await known_sentence(conn, identity, verdict):
        return known
    person = identity.person(verdict.nik)
    verdicts.need_same_person(await sentences.known_person(conn, person), verdict)
    kinds = await sentences.office_kinds(conn, *verdicts.codes_of(verdict))
    id_ = identity.sentence(verdict.court_code, verdict.verdict_number)
    sentence, happened = verdicts.assign(verdict, id_, person, kinds, local_day(now))
    prison_days = verdicts.prison_days(verdict, verdicts.rules_of(verdict))
    if await sentences.add_sentence(conn, sentence, verdict, prison_days, identity.fingerprint(verdict), now):
        await returned.replace(conn, verdict.court_code, verdict.verdict_number, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
        await amendments.apply_waiting(conn, identity, verdict.court_code, verdict.verdict_number, sentence.id, now)
        return sentence.id
    twin = await known_sentence(conn, identity, verdict)
    assert twin
    return twin


async def known_sentence(conn: Connection, identity: Identity, verdict: justice.SentencePronounced) -> UUID | None:
    """The id of a verdict's sentence, where it is recorded. Raises VerdictAlreadyRecorded if with other content."""
    recorded = await store.recorded_verdict(conn, verdict.court_code, verdict.verdict_number)
    if recorded is None:
        return None
    spelled = verdict.model_copy(update={"verdict_number": recorded["verdict_number"]})
    if recorded["fingerprint"] != identity.fingerprint(spelled):
        raise VerdictAlreadyRecorded(court_code=verdict.court_code)
    sentence_id: UUID = recorded["id"]
    return sentence_id
