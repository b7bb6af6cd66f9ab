"""Use cases of addenda: drafted, reviewed and signed like the agreement, in effect on their day."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from services.agreements.commands.agreements import Review, Sign
from services.agreements.commands.words import Day, Programmes, Reason, Scopes, Sites
from services.agreements.domain import amendment as rules
from services.agreements.domain.agreement import Agreement, Due, Kind, Signature
from services.agreements.domain.amendment import Amendment, Around, Change
from services.agreements.queries import amendments as queries
from services.agreements.store import agreements as store
from services.agreements.store import amendments as addenda
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection


class DraftAmendment(BaseModel):
    """What is not named stays as it is. `reason` says what changes and why. The day of effect is a local day."""

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


async def _hold_still(conn: Connection, kind: Kind, agreement_id: UUID) -> tuple[Agreement, Around]:
    """The agreement and all that an addendum must fit, locked from the umbrella down."""
    umbrella = await store.share_umbrella(conn, agreement_id)
    agreement = await store.load_agreement(conn, agreement_id, kind)
    return agreement, await _around(conn, agreement, umbrella)


async def _around(conn: Connection, agreement: Agreement, umbrella: Agreement | None) -> Around:
    if umbrella:
        return Around(umbrella=umbrella, pending=await addenda.pending_terms(conn, umbrella.id))
    return Around(below=await store.load_below(conn, agreement.id))


async def draft(
    conn: Connection, kind: Kind, agreement_id: UUID, cmd: DraftAmendment, actor: Actor, now: datetime
) -> queries.AmendmentView:
    agreement, around = await _hold_still(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    latest = await addenda.load_latest(conn, agreement_id)
    amendment = Amendment(
        id=new_id(),
        agreement_id=agreement_id,
        number=latest.number + 1 if latest else 1,
        reason=cmd.reason,
        effective_on=cmd.effective_on,
        terms=rules.new_terms(agreement, cmd.ends_on, cmd.scopes, cmd.sites, cmd.programmes),
    )
    amendment, happened = rules.draft(agreement, amendment, latest, around, local_day(now))
    await addenda.add(conn, amendment, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.amendment(conn, kind, agreement_id, amendment.id)


async def revise(
    conn: Connection,
    kind: Kind,
    agreement_id: UUID,
    amendment_id: UUID,
    cmd: DraftAmendment,
    actor: Actor,
    now: datetime,
) -> queries.AmendmentView:
    """Other words for a draft, as after a request for changes."""
    agreement, around = await _hold_still(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    amendment = await addenda.load(conn, agreement_id, amendment_id)
    terms = rules.new_terms(agreement, cmd.ends_on, cmd.scopes, cmd.sites, cmd.programmes)
    change = rules.revise(agreement, amendment, terms, cmd.reason, cmd.effective_on, around, local_day(now))
    return await _save(conn, kind, change, actor, now)


async def submit(
    conn: Connection, kind: Kind, agreement_id: UUID, amendment_id: UUID, actor: Actor, now: datetime
) -> queries.AmendmentView:
    agreement, around = await _hold_still(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    amendment = await addenda.load(conn, agreement_id, amendment_id)
    return await _save(conn, kind, rules.submit(agreement, amendment, around, local_day(now)), actor, now)


async def review(
    conn: Connection, kind: Kind, agreement_id: UUID, amendment_id: UUID, cmd: Review, actor: Actor, now: datetime
) -> queries.AmendmentView:
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(cmd.party_id)
    amendment = await addenda.load(conn, agreement_id, amendment_id)
    change = rules.review(agreement, amendment, cmd.party_id, cmd.decision, local_day(now))
    await store.add_review(
        conn, agreement_id, cmd.party_id, cmd.decision, cmd.comment, actor.subject, now, amendment_id
    )
    return await _save(conn, kind, change, actor, now)


async def sign(
    conn: Connection, kind: Kind, agreement_id: UUID, amendment_id: UUID, cmd: Sign, actor: Actor, now: datetime
) -> queries.AmendmentView:
    """A party's clerk records its signature; with the last one, an addendum whose day has come is in effect."""
    agreement, around = await _hold_still(conn, kind, agreement_id)
    actor.require_organisation(cmd.party_id)
    amendment, signature = await addenda.load(conn, agreement_id, amendment_id), Signature(**cmd.model_dump())
    amendment, happened = rules.sign(agreement, amendment, signature, around, local_day(now))
    await store.add_signature(conn, agreement_id, signature, actor.subject, now, amendment_id)
    if amendment.state == "signed" and amendment.effective_day <= local_day(now):
        return await _into_effect(conn, agreement, amendment, around, happened, actor, now)
    return await _save(conn, kind, (amendment, happened), actor, now)


async def withdraw(
    conn: Connection, kind: Kind, agreement_id: UUID, amendment_id: UUID, actor: Actor, now: datetime
) -> queries.AmendmentView:
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    amendment = await addenda.load(conn, agreement_id, amendment_id)
    return await _save(conn, kind, rules.withdraw(amendment), actor, now)


async def put_into_effect(
    conn: Connection, kind: Kind, agreement_id: UUID, amendment_id: UUID, actor: Actor, now: datetime
) -> queries.AmendmentView:
    """An addendum that was held takes effect today, once nothing is in its way any more."""
    agreement, around = await _hold_still(conn, kind, agreement_id)
    actor.require_organisation(*agreement.parties)
    amendment = await addenda.load(conn, agreement_id, amendment_id)
    rules.need_held(amendment)
    return await _into_effect(conn, agreement, amendment, around, [], actor, now)


async def _into_effect(
    conn: Connection,
    agreement: Agreement,
    amendment: Amendment,
    around: Around,
    happened: list[Event],
    actor: Actor,
    now: datetime,
) -> queries.AmendmentView:
    today = local_day(now)
    on = today if amendment.state == "held" else amendment.effective_day
    agreement, change = rules.take_effect(agreement, amendment, around, Due(on, late=today > on))
    await _keep_effect(conn, agreement, change[0])
    return await _save(conn, agreement.kind, (change[0], [*happened, *change[1]]), actor, now)


async def _keep_effect(conn: Connection, agreement: Agreement, amendment: Amendment) -> None:
    assert amendment.in_effect_on
    await store.save_agreement(conn, agreement)
    await addenda.add_revision(conn, agreement, amendment.id, amendment.in_effect_on)


async def _save(conn: Connection, kind: Kind, change: Change, actor: Actor, now: datetime) -> queries.AmendmentView:
    amendment, happened = change
    await addenda.save(conn, amendment)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.amendment(conn, kind, amendment.agreement_id, amendment.id)


async def take_effect_or_hold(
    conn: Connection,
    agreement: Agreement,
    umbrella: Agreement | None,
    amendment_id: UUID,
    actor: str,
    moment: datetime,
    now: datetime,
) -> None:
    """The scheduler's: its day has come. What does not fit any more is held and waits for people."""
    amendment = await addenda.load(conn, agreement.id, amendment_id)
    on, today = amendment.effective_day, local_day(now)
    try:
        around = await _around(conn, agreement, umbrella)
        agreement, (amendment, happened) = rules.take_effect(agreement, amendment, around, Due(on, late=today > on))
    except Refusal as refusal:
        amendment, happened = rules.hold(amendment, refusal.message())
    else:
        await _keep_effect(conn, agreement, amendment)
    await addenda.save(conn, amendment)
    await journal.append(conn, happened, actor=actor, now=moment)
