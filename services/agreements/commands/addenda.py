"""Use cases of addenda: drafted, reviewed and signed like the agreement, in effect on their day."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from services.agreements.commands.agreements import Review, Sign
from services.agreements.commands.fields import Day, Programmes, Reason, Scopes, Sites
from services.agreements.commands.schedules import schedule
from services.agreements.domain import addenda
from services.agreements.domain.addenda import Addendum, Amended, Related
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.results import Result
from services.agreements.domain.signatures import Signature
from services.agreements.domain.terms import Terms
from services.agreements.events import AgreementKind
from services.agreements.queries import addenda as queries
from services.agreements.store import addenda as store
from services.agreements.store.agreements import (
    add_review,
    load_agreement,
    load_below,
    lock_umbrella,
    save_agreement,
)
from services.agreements.store.revisions import add_revision
from services.agreements.store.signatures import add_signature
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class DraftAddendum(BaseModel):
    """Fields without a value stay as they are. `reason` says what changes and why. Days are local days."""

    reason: Reason
    effective_on: Day
    ends_on: Day | None = None
    scopes: Scopes | None = None
    sites: Sites | None = None
    programmes: Programmes | None = None

    @model_validator(mode="after")
    def _something_is_named(self) -> Self:
        if self.ends_on is None and self.scopes is None and self.sites is None and self.programmes is None:
            raise ValueError("an addendum names what it changes: ends_on, scopes, sites or programmes")
        return self

    def terms(self, agreement: Agreement) -> Terms:
        return addenda.new_terms(agreement, self.ends_on, self.scopes, self.sites, self.programmes)


async def _lock_with_related(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> tuple[Agreement, Related]:
    """The agreement and all that an addendum must fit, locked from the umbrella downwards. Raises NotFound."""
    umbrella = await lock_umbrella(conn, agreement_id)
    agreement = await load_agreement(conn, agreement_id, kind)
    return agreement, await load_related(conn, agreement, umbrella)


async def load_related(conn: Connection, agreement: Agreement, umbrella: Agreement | None) -> Related:
    """What an addendum of this agreement must fit. The caller has locked the umbrella of a PKS."""
    if umbrella:
        return Related(umbrella=umbrella, pending=await store.pending_terms(conn, umbrella.id))
    return Related(below=await load_below(conn, agreement.id))


async def draft(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: DraftAddendum, actor: Actor, now: datetime
) -> queries.AddendumView:
    """Raises NotFound, Forbidden, WrongState, AddendumOpen, and the refusals of an addendum that does not fit."""
    agreement, related = await _lock_with_related(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    latest = await store.load_latest_addendum(conn, agreement_id)
    addendum = Addendum(
        id=new_id(),
        agreement_id=agreement_id,
        number=latest.number + 1 if latest else 1,
        reason=cmd.reason,
        effective_on=cmd.effective_on,
        terms=cmd.terms(agreement),
    )
    drafted = addenda.draft(agreement, addendum, latest, related, local_day(now))
    await store.add_addendum(conn, drafted.after, actor.subject, now)
    await journal.append(conn, drafted.facts, actor=actor.subject, now=now)
    return await queries.addendum(conn, kind, agreement_id, addendum.id)


async def revise(
    conn: Connection,
    kind: AgreementKind,
    agreement_id: UUID,
    addendum_id: UUID,
    cmd: DraftAddendum,
    actor: Actor,
    now: datetime,
) -> queries.AddendumView:
    """Changes a draft, as after a request for changes. Raises AddendumWrongState and what `draft` raises."""
    agreement, related = await _lock_with_related(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    addendum = await store.load_addendum(conn, agreement_id, addendum_id)
    terms = cmd.terms(agreement)
    result = addenda.revise(agreement, addendum, terms, cmd.reason, cmd.effective_on, related, local_day(now))
    return await _save(conn, agreement, result, actor, now)


async def submit(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, addendum_id: UUID, actor: Actor, now: datetime
) -> queries.AddendumView:
    """Raises NotFound, Forbidden, AddendumWrongState, and the refusals of an addendum that does not fit."""
    agreement, related = await _lock_with_related(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    addendum = await store.load_addendum(conn, agreement_id, addendum_id)
    return await _save(conn, agreement, addenda.submit(agreement, addendum, related, local_day(now)), actor, now)


async def review(
    conn: Connection,
    kind: AgreementKind,
    agreement_id: UUID,
    addendum_id: UUID,
    cmd: Review,
    actor: Actor,
    now: datetime,
) -> queries.AddendumView:
    """Raises NotFound, Forbidden, AddendumWrongState, NotAParty."""
    agreement = await load_agreement(conn, agreement_id, kind)
    actor.require_organisation(cmd.party_id)
    addendum = await store.load_addendum(conn, agreement_id, addendum_id)
    result = addenda.review(agreement, addendum, cmd.party_id, cmd.decision, local_day(now))
    await add_review(conn, agreement_id, cmd.party_id, cmd.decision, cmd.comment, actor.subject, now, addendum_id)
    return await _save(conn, agreement, result, actor, now)


async def sign(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, addendum_id: UUID, cmd: Sign, actor: Actor, now: datetime
) -> queries.AddendumView:
    """A party's clerk records its signature. With the last one the addendum takes effect, if its day has come.

    Raises NotFound, Forbidden, AddendumWrongState, NumberTaken, and the refusals of a signature and of the terms."""
    agreement, related = await _lock_with_related(conn, kind, agreement_id)
    actor.require_organisation(cmd.party_id)
    addendum, signature = await store.load_addendum(conn, agreement_id, addendum_id), Signature(**cmd.model_dump())
    signed = addenda.sign(agreement, addendum, signature, related, local_day(now))
    await add_signature(conn, agreement_id, signature, actor.subject, now, addendum_id)
    if not signed.after.is_due(local_day(now)):
        return await _save(conn, agreement, signed, actor, now)
    effect = addenda.take_effect(agreement, signed.after, related, local_day(now))
    await save_effect(conn, Result(effect.after, [*signed.facts, *effect.facts]), actor.subject, now)
    return await queries.addendum(conn, kind, agreement_id, addendum_id)


async def withdraw(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, addendum_id: UUID, actor: Actor, now: datetime
) -> queries.AddendumView:
    """Raises NotFound, Forbidden, AddendumWrongState."""
    agreement = await load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    addendum = await store.load_addendum(conn, agreement_id, addendum_id)
    return await _save(conn, agreement, addenda.withdraw(agreement, addendum), actor, now)


async def put_into_effect(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, addendum_id: UUID, actor: Actor, now: datetime
) -> queries.AddendumView:
    """A held addendum takes effect today. Raises what is still in its way, and NotFound, Forbidden."""
    agreement, related = await _lock_with_related(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    addendum = await store.load_addendum(conn, agreement_id, addendum_id)
    effect = addenda.put_into_effect(agreement, addendum, related, local_day(now))
    await save_effect(conn, effect, actor.subject, now)
    return await queries.addendum(conn, kind, agreement_id, addendum_id)


async def save_effect(conn: Connection, result: Result[Amended], actor: str, now: datetime) -> None:
    """Saves an addendum that is in effect together with the agreement and its new revision; or one that is held."""
    agreement, addendum = result.after.agreement, result.after.addendum
    if addendum.in_effect_on:
        await save_agreement(conn, agreement)
        await add_revision(conn, agreement, addendum.id, addendum.in_effect_on)
    await store.save_addendum(conn, addendum)
    await schedule(conn, agreement, now)
    await journal.append(conn, result.facts, actor=actor, now=now)


async def _save(
    conn: Connection, agreement: Agreement, result: Result[Addendum], actor: Actor, now: datetime
) -> queries.AddendumView:
    await store.save_addendum(conn, result.after)
    await schedule(conn, agreement, now)
    await journal.append(conn, result.facts, actor=actor.subject, now=now)
    return await queries.addendum(conn, agreement.kind, agreement.id, result.after.id)
