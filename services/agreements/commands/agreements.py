"""Use cases of joint agreements and cooperation agreements (PKS): from the draft to the last signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.agreements.commands import obligations
from services.agreements.commands.words import (
    Comment,
    Day,
    Number,
    Programmes,
    Scopes,
    Sites,
    Text,
    Title,
)
from services.agreements.domain import agreement as rules
from services.agreements.domain import cooperation, joint
from services.agreements.domain.agreement import Agreement, AnnexItem, Authority, Change, Due, Period, Signature
from services.agreements.queries import agreements as queries
from services.agreements.store import agreements as store
from services.agreements.store import amendments
from services.agreements.store import organisations as registry
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

NoticeDays = Annotated[int, Field(ge=0, le=730)]


class AnnexLine(BaseModel):
    """A line of the work plan: what, by whom, by when."""

    what: Text
    by_whom: Text
    by_when: Text


class DraftJointAgreement(BaseModel):
    """`starts_on` and `ends_on` are both included. A Nota Kesepakatan has its work plan as `annex`."""

    instrument: Literal["kesepakatan_bersama", "nota_kesepakatan"]
    title: Title
    parties: Annotated[frozenset[UUID], Field(min_length=2, max_length=20)]
    scopes: Scopes
    starts_on: Day
    ends_on: Day
    notice_days: NoticeDays = 30
    annex: Annotated[list[AnnexLine], Field(max_length=200)] = []


class DraftCooperationAgreement(BaseModel):
    """`starts_on` and `ends_on` are both included. No `sites` or `programmes` means all within the scopes."""

    joint_agreement_id: UUID
    title: Title
    agency_id: UUID
    institution_id: UUID
    scopes: Scopes
    starts_on: Day
    ends_on: Day
    notice_days: NoticeDays = 30
    sites: Sites = frozenset()
    programmes: Programmes = frozenset()


class ReviseJointAgreement(BaseModel):
    """Other words for a draft; its parties and instrument stay."""

    title: Title
    scopes: Scopes
    starts_on: Day
    ends_on: Day
    notice_days: NoticeDays = 30
    annex: Annotated[list[AnnexLine], Field(max_length=200)] = []


class ReviseCooperationAgreement(BaseModel):
    """Other words for a draft; its parties and umbrella stay."""

    title: Title
    scopes: Scopes
    starts_on: Day
    ends_on: Day
    notice_days: NoticeDays = 30
    sites: Sites = frozenset()
    programmes: Programmes = frozenset()


class Review(BaseModel):
    party_id: UUID
    decision: Literal["approve", "request_changes"]
    comment: Comment = ""


class Sign(BaseModel):
    """`number` is the party's own number for the agreement. A power of attorney (surat kuasa) has number and date."""

    party_id: UUID
    number: Number
    signatory: Text
    position: Text
    authority: Authority
    kuasa_number: Text | None = None
    kuasa_date: Day | None = None
    place: Text
    signed_on: Day


async def draft_joint_agreement(
    conn: Connection, cmd: DraftJointAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    agreement = Agreement(
        id=new_id(),
        kind="joint",
        instrument=cmd.instrument,
        title=cmd.title,
        parties=await registry.kinds_of(conn, sorted(cmd.parties)),
        scopes=cmd.scopes,
        period=Period(cmd.starts_on, cmd.ends_on),
        notice_days=cmd.notice_days,
        annex=tuple(AnnexItem(**line.model_dump()) for line in cmd.annex),
    )
    return await _add(conn, joint.draft_joint(agreement), actor, now)


async def draft_cooperation_agreement(
    conn: Connection, cmd: DraftCooperationAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    umbrella = await store.load_agreement(conn, cmd.joint_agreement_id, "joint")
    agreement = Agreement(
        id=new_id(),
        kind="cooperation",
        instrument="perjanjian_kerja_sama",
        title=cmd.title,
        parties=await registry.kinds_of(conn, [cmd.agency_id, cmd.institution_id]),
        scopes=cmd.scopes,
        period=Period(cmd.starts_on, cmd.ends_on),
        joint_agreement_id=cmd.joint_agreement_id,
        agency_id=cmd.agency_id,
        institution_id=cmd.institution_id,
        notice_days=cmd.notice_days,
        sites=cmd.sites,
        programmes=cmd.programmes,
    )
    pending = await amendments.pending_terms(conn, umbrella.id)
    return await _add(conn, cooperation.draft_cooperation(agreement, umbrella, pending), actor, now)


async def _add(conn: Connection, change: Change, actor: Actor, now: datetime) -> queries.AgreementView:
    agreement, happened = change
    await store.add_agreement(conn, agreement, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.agreement(conn, agreement.kind, agreement.id)


async def revise_joint_agreement(
    conn: Connection, agreement_id: UUID, cmd: ReviseJointAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Other words while it is a draft, as after a request for changes."""
    agreement = await store.load_agreement(conn, agreement_id, "joint")
    actor.require_organisation(*agreement.parties)
    annex = tuple(AnnexItem(**line.model_dump()) for line in cmd.annex)
    revised = rules.reword(agreement, cmd.title, cmd.scopes, Period(cmd.starts_on, cmd.ends_on), cmd.notice_days)
    return await _reword(conn, joint.draft_joint(replace(revised, annex=annex)), actor, now)


async def revise_cooperation_agreement(
    conn: Connection, agreement_id: UUID, cmd: ReviseCooperationAgreement, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Other words while it is a draft, as after a request for changes."""
    umbrella = await store.share_umbrella(conn, agreement_id)
    agreement = await store.load_agreement(conn, agreement_id, "cooperation")
    assert umbrella
    actor.require_organisation(*agreement.parties)
    revised = rules.reword(agreement, cmd.title, cmd.scopes, Period(cmd.starts_on, cmd.ends_on), cmd.notice_days)
    covering = replace(revised, sites=cmd.sites, programmes=cmd.programmes)
    pending = await amendments.pending_terms(conn, umbrella.id)
    return await _reword(conn, cooperation.draft_cooperation(covering, umbrella, pending), actor, now)


async def _reword(conn: Connection, change: Change, actor: Actor, now: datetime) -> queries.AgreementView:
    await store.save_words(conn, change[0])
    return await _save(conn, change, actor, now)


async def submit(
    conn: Connection, kind: rules.Kind, agreement_id: UUID, actor: Actor, now: datetime
) -> queries.AgreementView:
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    await obligations.need_within(conn, agreement_id, agreement.period)
    return await _save(conn, rules.submit(agreement), actor, now)


async def review(
    conn: Connection, kind: rules.Kind, agreement_id: UUID, cmd: Review, actor: Actor, now: datetime
) -> queries.AgreementView:
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(cmd.party_id)
    change = rules.review(agreement, cmd.party_id, cmd.decision, local_day(now))
    await store.add_review(conn, agreement_id, cmd.party_id, cmd.decision, cmd.comment, actor.subject, now)
    return await _save(conn, change, actor, now)


async def sign(
    conn: Connection, kind: rules.Kind, agreement_id: UUID, cmd: Sign, actor: Actor, now: datetime
) -> queries.AgreementView:
    """A party's clerk records its signature; with the last one, an agreement whose start has come is in force."""
    umbrella = await store.share_umbrella(conn, agreement_id)
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(cmd.party_id)
    signature = Signature(**cmd.model_dump())
    signed, happened = rules.sign(agreement, signature, local_day(now))
    if umbrella:
        cooperation.check_under(signed.terms, umbrella, await amendments.pending_terms(conn, umbrella.id))
    await store.add_signature(conn, agreement_id, signature, actor.subject, now)
    if signed.state == "signed":
        starts_on = max([signed.period.starts_on, *(s.signed_on for s in signed.signatures)])
        await amendments.add_revision(conn, signed, None, starts_on)
        signed, started = _started(signed, starts_on, local_day(now))
        happened = [*happened, *started]
    return await _save(conn, (signed, happened), actor, now)


def _started(signed: Agreement, starts_on: date, today: date) -> Change:
    """In force at once where its day has come."""
    if starts_on > today:
        return signed, []
    return rules.activate(signed, Due(starts_on, late=today > starts_on))


async def _save(conn: Connection, change: Change, actor: Actor, now: datetime) -> queries.AgreementView:
    agreement, happened = change
    await store.save_agreement(conn, agreement)
    await store.save_approvals(conn, agreement)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.agreement(conn, agreement.kind, agreement.id)
