"""Use cases of joint agreements and cooperation agreements (PKS)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.agreements.commands import obligations
from services.agreements.domain import agreement as rules
from services.agreements.domain import cooperation, joint
from services.agreements.domain.agreement import Agreement, Authority, Change, Period, Signature
from services.agreements.events import Scope
from services.agreements.queries import agreements as queries
from services.agreements.store import agreements as store
from services.agreements.store import organisations as registry
from shared import journal
from shared.access import Actor
from shared.clock import local_day
from shared.db import Connection
from shared.ids import new_id

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
Scopes = Annotated[frozenset[Scope], Field(min_length=1)]


class DraftJointAgreement(BaseModel):
    """`starts_on` and `ends_on` are both included."""

    instrument: Literal["kesepakatan_bersama", "nota_kesepakatan"]
    title: Title
    parties: Annotated[frozenset[UUID], Field(min_length=2, max_length=20)]
    scopes: Scopes
    starts_on: date
    ends_on: date


class DraftCooperationAgreement(BaseModel):
    """`starts_on` and `ends_on` are both included."""

    joint_agreement_id: UUID
    title: Title
    agency_id: UUID
    institution_id: UUID
    scopes: Scopes
    starts_on: date
    ends_on: date


class Review(BaseModel):
    party_id: UUID
    decision: Literal["approve", "request_changes"]
    comment: Annotated[str, StringConstraints(max_length=4000)] = ""


class Sign(BaseModel):
    """`number` is the party's own number for the agreement. A power of attorney (surat kuasa) has number and date."""

    party_id: UUID
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    signatory: Text
    position: Text
    authority: Authority
    kuasa_number: Text | None = None
    kuasa_date: date | None = None
    place: Text
    signed_on: date

    @model_validator(mode="after")
    def _kuasa_is_named(self) -> Self:
        if (self.authority == "power_of_attorney") != (self.kuasa_number is not None and self.kuasa_date is not None):
            raise ValueError("a power of attorney has a number and a date; an office has neither")
        return self


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
    )
    return await _add(conn, cooperation.draft_cooperation(agreement, umbrella), actor, now)


async def _add(conn: Connection, change: Change, actor: Actor, now: datetime) -> queries.AgreementView:
    agreement, happened = change
    await store.add_agreement(conn, agreement, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.agreement(conn, agreement.kind, agreement.id)


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
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(cmd.party_id)
    signature = Signature(**cmd.model_dump())
    signed, happened = rules.sign(agreement, signature, local_day(now))
    await store.add_signature(conn, agreement_id, signature, actor.subject, now)
    if signed.state == "signed" and await _may_start(conn, signed, local_day(now)):
        signed, started = rules.activate(signed)
        happened = [*happened, *started]
    return await _save(conn, (signed, happened), actor, now)


async def _may_start(conn: Connection, agreement: Agreement, today: date) -> bool:
    if agreement.period.starts_on > today:
        return False
    if agreement.joint_agreement_id is None:
        return True
    return (await store.load_agreement(conn, agreement.joint_agreement_id, "joint")).state == "in_force"


async def _save(conn: Connection, change: Change, actor: Actor, now: datetime) -> queries.AgreementView:
    agreement, happened = change
    await store.save_agreement(conn, agreement)
    await store.save_approvals(conn, agreement)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.agreement(conn, agreement.kind, agreement.id)


async def suspend(
    conn: Connection, kind: rules.Kind, agreement_id: UUID, actor: Actor, now: datetime
) -> queries.AgreementView:
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    change = rules.suspend(agreement)
    below = cooperation.cascade_suspension(await store.load_below(conn, agreement_id))
    return await _save_with_below(conn, change, below, actor.subject, now)


async def resume(
    conn: Connection, kind: rules.Kind, agreement_id: UUID, actor: Actor, now: datetime
) -> queries.AgreementView:
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    await _umbrella_in_force(conn, agreement)
    change = rules.resume(agreement)
    below = cooperation.cascade_resumption(await store.load_below(conn, agreement_id))
    return await _save_with_below(conn, change, below, actor.subject, now)


async def _umbrella_in_force(conn: Connection, agreement: Agreement) -> None:
    if agreement.joint_agreement_id is None:
        return
    umbrella = await store.load_agreement(conn, agreement.joint_agreement_id, "joint")
    cooperation.need_in_force(umbrella)


async def expire(conn: Connection, kind: rules.Kind, agreement_id: UUID, actor: str, due: datetime) -> None:
    """The scheduler's: the last day is over. The facts are dated when they were due."""
    agreement = await store.load_agreement(conn, agreement_id, kind)
    below = cooperation.cascade_expiry(await store.load_below(conn, agreement_id))
    await _save_with_below(conn, rules.expire(agreement), below, actor, due)


async def activate(conn: Connection, kind: rules.Kind, agreement_id: UUID, actor: str, due: datetime) -> None:
    """The scheduler's: the start date has come. The facts are dated when they were due."""
    agreement = await store.load_agreement(conn, agreement_id, kind)
    await _save_with_below(conn, rules.activate(agreement), ([], []), actor, due)


async def _save_with_below(
    conn: Connection, change: Change, below: cooperation.Cascade, actor: str, now: datetime
) -> queries.AgreementView:
    agreement, happened = change
    changed, cascaded = below
    for each in (agreement, *changed):
        await store.save_agreement(conn, each)
    await journal.append(conn, [*happened, *cascaded], actor=actor, now=now)
    return await queries.agreement(conn, agreement.kind, agreement.id)
