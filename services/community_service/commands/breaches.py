"""Use cases of a breach: the counsellor verifies, warns and proposes; the prosecutor decides, for a child the judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.community_service.commands.breaches_bodies import DecideBreach, VerifyBreach
from services.community_service.commands.cases import need_office, need_own_case, save
from services.community_service.domain import breaches_decisions, breaches_steps
from services.community_service.domain.breaches import Breach
from services.community_service.domain.breaches_steps import Verification
from services.community_service.domain.cases import Case
from services.community_service.queries import breaches as queries
from services.community_service.store import breaches as store
from services.community_service.store import breaches_verifications as verifications
from services.community_service.store import cases, sentences
from services.community_service.store.fines import add_fine
from services.community_service.store.persons import log_read
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection


async def verify(
    conn: Connection, sentence_id: UUID, cmd: VerifyBreach, actor: Actor, now: datetime
) -> queries.VerificationView:
    """Raises what `breaches_steps.verify` raises, Forbidden."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    open_breach = await store.find_open_breach(conn, sentence_id)
    failures = await store.load_failures(conn, sentence_id)
    found = Verification(new_id(), cmd.asked, cmd.asked_on, cmd.means, cmd.reason, cmd.finding)
    breach, done = breaches_steps.verify(case, open_breach, failures, found, new_id(), actor.subject, now)
    if breach:
        await store.add_breach(conn, breach)
    await verifications.add(conn, sentence_id, breach.id if breach else None, found, actor.subject, now)
    await save(conn, case, done, actor, now)
    return await queries.verification(conn, found.id)


async def read_verifications(
    conn: Connection, sentence_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.Verifications:
    """What was found about the reasons, in words. The read is logged. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence, everywhere={"auditor"})
    await log_read(conn, sentence, actor.subject, actor.organisation, purpose, now)
    return await queries.verifications(conn, sentence_id)


async def warn(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> queries.BreachView:
    """The next warning. Raises what `breaches_steps.warn` raises, Forbidden."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    open_breach = await store.find_open_breach(conn, sentence_id)
    failures = await store.load_failures(conn, sentence_id)
    breach, done = breaches_steps.warn(case, open_breach, failures, new_id(), actor.subject, now)
    await (store.save_step if open_breach else store.add_breach)(conn, breach)
    await save(conn, case, done, actor, now)
    return await queries.breach(conn, breach.id)


async def propose(conn: Connection, breach_id: UUID, actor: Actor, now: datetime) -> queries.BreachView:
    """Raises what `breaches_steps.propose` raises, NotFound, Forbidden."""
    case, breach = await _load(conn, breach_id)
    need_own_case(case, actor)
    failures = await store.load_failures(conn, case.sentence.id)
    after, done = breaches_steps.propose(case, breach, failures, actor.subject, now)
    await store.save_step(conn, after)
    await store.save_proposing_office(conn, breach_id, breaches_steps.proposing_office(case))
    await save(conn, case, done, actor, now)
    return await queries.breach(conn, breach_id)


async def decide(
    conn: Connection, breach_id: UUID, cmd: DecideBreach, actor: Actor, now: datetime
) -> queries.BreachView:
    """Only in the office that decides, whatever else the caller may do. Raises what `breaches_decisions.decider` and
    `decide` raise, ProposerDecides, NotFound, Forbidden."""
    case, breach = await _load(conn, breach_id)
    who = breaches_decisions.decider(case, actor.roles)
    need_own_case(case, replace(actor, roles=frozenset({who})))
    decision = cmd.decision_of()
    evidence = await store.standing_evidence(conn, breach_id)
    decided, done = breaches_decisions.decide(case, breach, decision, evidence, who, actor.subject, now)
    until = done.case.sentence.period.ends_on if decision.kind == "repeat" else None
    await store.save_decision(conn, decided, replace(decision, ends_on=until), who)
    if fine := breaches_decisions.fine_of(case, breach, decision, new_id(), now):
        await add_fine(conn, fine)
    await save(conn, case, done, actor, now)
    return await queries.breach(conn, breach_id)


async def _load(conn: Connection, breach_id: UUID) -> tuple[Case, Breach]:
    """A breach and its case, both locked. Raises NotFound."""
    case = await cases.load_by_sentence(conn, await store.sentence_of(conn, breach_id))
    return case, await store.load_breach(conn, breach_id)
