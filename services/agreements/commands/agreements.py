"""Use cases that joint agreements and cooperation agreements (PKS) share: submission, review, signature."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.agreements.commands.fields import Comment, Day, NoticeDays, Number, Scopes, Text, Title
from services.agreements.commands.schedules import schedule
from services.agreements.domain import agreements, checklists, cooperation_agreements, obligations, terms
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.results import Result
from services.agreements.domain.signatures import Authority, Signature
from services.agreements.events import AgreementKind
from services.agreements.queries import agreements as queries
from services.agreements.store import agreements as store
from services.agreements.store.addenda import pending_terms
from services.agreements.store.obligations import obligations_of
from services.agreements.store.revisions import add_revision
from services.agreements.store.signatures import add_signature
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.periods import Period
from shared.postgres.pool import Connection


class DraftFields(BaseModel):
    """The fields of every draft. `starts_on` and `ends_on` are both included."""

    title: Title
    scopes: Scopes
    starts_on: Day
    ends_on: Day
    notice_days: NoticeDays = 30

    @property
    def period(self) -> Period:
        return terms.period(self.starts_on, self.ends_on)


class Review(BaseModel):
    party_id: UUID
    decision: Literal["approve", "request_changes"]
    comment: Comment = ""


class Sign(BaseModel):
    """`number` is the party's own number for the agreement. A power of attorney (surat kuasa) has number and date; the
    mayor, who may sign a PKS in place of the head of an agency, needs none."""

    party_id: UUID
    number: Number
    signatory: Text
    position: Text
    authority: Authority
    kuasa_number: Text | None = None
    kuasa_date: Day | None = None
    place: Text
    signed_on: Day


async def add_draft(conn: Connection, result: Result[Agreement], actor: Actor, now: datetime) -> queries.AgreementView:
    """Saves a new draft."""
    await store.add_agreement(conn, result.after, now)
    await schedule(conn, result.after, now)
    await journal.append(conn, result.facts, actor=actor.subject, now=now)
    return await queries.agreement(conn, result.after.kind, result.after.id)


async def save_draft(conn: Connection, result: Result[Agreement], actor: Actor, now: datetime) -> queries.AgreementView:
    """Saves a revised draft."""
    await store.save_draft(conn, result.after)
    return await _save(conn, result, actor, now)


async def submit(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Raises NotFound, Forbidden, WrongState, DueOutsidePeriod for an obligation outside a period that was cut, and for
    a PKS ContentsMissing."""
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    submitted, plan = agreements.submit(agreement), await obligations_of(conn, agreement_id)
    for planned in plan:
        obligations.check_due(planned, agreement.period)
    if kind == "cooperation":
        checklists.check_before_review(agreement, plan)
    return await _save(conn, submitted, actor, now)


async def review(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: Review, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Raises NotFound, Forbidden, WrongState, NotAParty."""
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(cmd.party_id)
    result = agreements.review(agreement, cmd.party_id, cmd.decision, local_day(now))
    await store.add_review(conn, agreement_id, cmd.party_id, cmd.decision, cmd.comment, actor.subject, now)
    return await _save(conn, result, actor, now)


async def sign(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: Sign, actor: Actor, now: datetime
) -> queries.AgreementView:
    """A party's clerk records its signature. With the last one the agreement starts, if its first day has come.

    Raises NotFound, Forbidden, WrongState, NumberTaken, the refusals of a signature and, for a PKS, of rule A2 and of
    the council's consent (rule A3)."""
    actor.require_organisation(cmd.party_id)
    return await record_signature(conn, kind, agreement_id, cmd, actor, now)


async def record_signature(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: Sign, actor: Actor, now: datetime
) -> queries.AgreementView:
    """As `sign`, for a caller that has checked who may record this party's signature."""
    umbrella = await store.lock_umbrella(conn, agreement_id)
    agreement = await store.load_agreement(conn, agreement_id, kind)
    signature = Signature(**cmd.model_dump())
    signed = agreements.sign(agreement, signature, local_day(now))
    checklists.check_before_signature(agreement, signature.signed_on)
    if umbrella:
        pending = await pending_terms(conn, umbrella.id)
        cooperation_agreements.check_under(signed.after.terms, umbrella, pending)
    await add_signature(conn, agreement_id, signature, actor.subject, now)
    if signed.after.state != "signed":
        return await _save(conn, signed, actor, now)
    await add_revision(conn, signed.after, None, signed.after.first_day)
    started = agreements.start(signed.after, local_day(now))
    return await _save(conn, Result(started.after, [*signed.facts, *started.facts]), actor, now)


async def _save(conn: Connection, result: Result[Agreement], actor: Actor, now: datetime) -> queries.AgreementView:
    await store.save_agreement(conn, result.after)
    await store.save_approvals(conn, result.after)
    await schedule(conn, result.after, now)
    await journal.append(conn, result.facts, actor=actor.subject, now=now)
    return await queries.agreement(conn, result.after.kind, result.after.id)
