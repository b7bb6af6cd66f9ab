"""Use cases of returned verdicts: kept when they are refused, and overridden by the prosecutor."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel

from services.community_service import justice
from services.community_service.commands import amendments
from services.community_service.commands.cases import need_office
from services.community_service.domain import verdicts, verdicts_returned
from services.community_service.domain.verdicts_returned import ReturnedVerdict
from services.community_service.errors.verdicts import PersonMismatch
from services.community_service.fields import Day, Number, Reason
from services.community_service.identity import Identity
from services.community_service.queries import sentences as queries
from services.community_service.store import sentences
from services.community_service.store import verdicts as store_of_verdicts
from services.community_service.store import verdicts_returned as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import RulesBroken
from shared.journal import journal
from shared.postgres.pool import Connection


class OverrideVerdict(BaseModel):
    """Why the verdict is carried out although it breaks rules, and the document that says so."""

    reason: Reason
    document_number: Number
    document_date: Day


async def keep(
    conn: Connection,
    identity: Identity,
    verdict: justice.SentencePronounced,
    refusal: RulesBroken | PersonMismatch,
    now: datetime,
    *,
    of_court: bool = True,
) -> None:
    """The verdict is locked before. `of_court`: the court itself has sent or entered it."""
    returned = ReturnedVerdict(
        id=identity.rejection(verdict.court_code, verdict.verdict_number),
        court_code=verdict.court_code,
        verdict_number=verdict.verdict_number,
        prosecutor_code=verdict.prosecutor_code,
        probation_office_code=verdict.probation_office_code,
        state="returned",
        person_id=identity.person(verdict.nik),
        fingerprint=identity.fingerprint(verdict),
        content=verdict,
    )
    broken = refusal.broken if isinstance(refusal, RulesBroken) else (refusal,)
    await store.keep(conn, returned, broken, now, of_court=of_court)


async def keep_by_hand(
    conn: Connection,
    identity: Identity,
    verdict: justice.SentencePronounced,
    refusal: RulesBroken | PersonMismatch,
    actor: Actor,
    now: datetime,
) -> None:
    """After a verdict by hand was refused: unless it has been recorded meanwhile."""
    await store_of_verdicts.lock_verdict(conn, verdict.court_code, verdict.verdict_number)
    if await store_of_verdicts.recorded_verdict(conn, verdict.court_code, verdict.verdict_number) is None:
        await keep(conn, identity, verdict, refusal, now, of_court="court_clerk" in actor.roles)


async def override(
    conn: Connection, identity: Identity, returned_id: UUID, cmd: OverrideVerdict, actor: Actor, now: datetime
) -> queries.SentenceView:
    """The prosecutor of the verdict has it carried out. Raises NotFound, Forbidden, and what the rules refuse."""
    found = await store.load(conn, returned_id)
    await need_office(conn, actor, found)
    await store_of_verdicts.lock_verdict(conn, found.court_code, found.verdict_number)
    returned = await store.load(conn, returned_id)
    known = await sentences.known_person(conn, returned.person_id) if returned.person_id else None
    sentence_id = identity.sentence(returned.court_code, returned.verdict_number)
    codes = verdicts.codes_of(returned.content) if returned.content else []
    kinds = await sentences.office_kinds(conn, *codes)
    decision = (cmd.reason, cmd.document_number, cmd.document_date)
    override, sentence, happened = verdicts_returned.override(
        returned, known, kinds, sentence_id, decision, actor.subject, local_day(now), now
    )
    assert returned.content
    assert returned.fingerprint
    await store.save_override(conn, returned_id, override)
    prison_days = verdicts.prison_days(returned.content, verdicts.rules_of(returned.content))
    await sentences.add_sentence(conn, sentence, returned.content, prison_days, returned.fingerprint, now, returned_id)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    await amendments.apply_waiting(conn, identity, sentence.court_code, sentence.verdict_number, sentence.id, now)
    return await queries.sentence(conn, sentence.id)


async def returned_verdicts(conn: Connection, now: datetime, age: timedelta) -> int:
    """A purge: its name stands in the metric of what was removed."""
    return await store.remove_old(conn, now, age)
