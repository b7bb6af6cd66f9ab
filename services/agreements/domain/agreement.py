"""The life that a joint agreement and a cooperation agreement (PKS) share: draft, review, signatures, in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import errors, events
from services.agreements.events import OrganisationKind, Scope, State
from shared.events import Event

Kind = Literal["joint", "cooperation"]
Instrument = Literal["kesepakatan_bersama", "nota_kesepakatan", "perjanjian_kerja_sama"]
Authority = Literal["office", "power_of_attorney"]
Parties = Mapping[UUID, OrganisationKind]


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise errors.PeriodReversed(starts_on=self.starts_on, ends_on=self.ends_on)

    def covers(self, other: Period) -> bool:
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A party's signature. `number` is its own number for the agreement; the kuasa is set for a power of attorney."""

    party_id: UUID
    number: str
    signatory: str
    position: str
    authority: Authority
    kuasa_number: str | None
    kuasa_date: date | None
    place: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class Agreement:
    id: UUID
    kind: Kind
    instrument: Instrument
    title: str
    parties: Parties
    scopes: frozenset[Scope]
    period: Period
    state: State = "draft"
    approved_by: frozenset[UUID] = frozenset()
    approved_on: date | None = None
    signatures: tuple[Signature, ...] = ()
    joint_agreement_id: UUID | None = None
    agency_id: UUID | None = None
    institution_id: UUID | None = None
    suspended_by_umbrella: bool = False


Change = tuple[Agreement, list[Event]]


def draft(agreement: Agreement) -> Change:
    """A new draft. The kind's own conditions have been checked by `joint` or `cooperation`."""
    drafted = events.AgreementDrafted(
        agreement_id=agreement.id,
        kind=agreement.kind,
        instrument=agreement.instrument,
        title=agreement.title,
        scopes=sorted(agreement.scopes),
        starts_on=agreement.period.starts_on,
        ends_on=agreement.period.ends_on,
    )
    return agreement, [drafted]


def submit(agreement: Agreement) -> Change:
    """Draft → review; earlier approvals no longer count."""
    _need(agreement, "draft")
    submitted = replace(agreement, state="in_review", approved_by=frozenset(), approved_on=None)
    return submitted, [events.AgreementSubmitted(agreement_id=agreement.id)]


def review(
    agreement: Agreement, party_id: UUID, decision: Literal["approve", "request_changes"], today: date
) -> Change:
    """A party's word on the draft. Approved when every party approves; a request for changes makes it a draft again."""
    _need(agreement, "in_review")
    _need_party(agreement, party_id)
    said = events.AgreementReviewed(agreement_id=agreement.id, party_id=party_id, decision=decision)
    if decision == "request_changes":
        return replace(agreement, state="draft", approved_by=frozenset()), [said]
    approved_by = agreement.approved_by | {party_id}
    if approved_by < frozenset(agreement.parties):
        return replace(agreement, approved_by=approved_by), [said]
    return replace(agreement, state="approved", approved_by=approved_by, approved_on=today), [said]


def sign(agreement: Agreement, signature: Signature, today: date) -> Change:
    """A party signs. With the last signature the agreement is signed. Source: Permendagri 22/2020, PP 28/2018."""
    _need(agreement, "approved")
    _need_party(agreement, signature.party_id)
    _check_signature(agreement, signature, today)
    signatures = (*agreement.signatures, signature)
    recorded = events.SignatureRecorded(
        agreement_id=agreement.id,
        party_id=signature.party_id,
        number=signature.number,
        position=signature.position,
        authority=signature.authority,
        signed_on=signature.signed_on,
        place=signature.place,
    )
    if len(signatures) < len(agreement.parties):
        return replace(agreement, signatures=signatures), [recorded]
    signed = replace(agreement, signatures=signatures, state="signed")
    return signed, [recorded, fact(signed, "signed")]


def _check_signature(agreement: Agreement, signature: Signature, today: date) -> None:
    if any(s.party_id == signature.party_id for s in agreement.signatures):
        raise errors.AlreadySigned(party=signature.party_id)
    if agreement.approved_on and signature.signed_on < agreement.approved_on:
        raise errors.SignedBeforeApproval(signed_on=signature.signed_on, approved_on=agreement.approved_on)
    if signature.signed_on > today:
        raise errors.SignedInFuture(signed_on=signature.signed_on)
    is_agency = agreement.parties[signature.party_id] == "agency"
    if agreement.kind == "cooperation" and is_agency and signature.authority != "power_of_attorney":
        raise errors.PowerOfAttorneyMissing


def activate(agreement: Agreement) -> Change:
    """Signed → in force. The caller has seen that the start date has come (and the umbrella is in force)."""
    _need(agreement, "signed")
    return _move(agreement, "in_force", "activated")


def suspend(agreement: Agreement, *, by_umbrella: bool = False) -> Change:
    _need(agreement, "in_force")
    return _move(replace(agreement, suspended_by_umbrella=by_umbrella), "suspended", "suspended")


def resume(agreement: Agreement) -> Change:
    _need(agreement, "suspended")
    return _move(replace(agreement, suspended_by_umbrella=False), "in_force", "resumed")


def expire(agreement: Agreement) -> Change:
    """In force or suspended → expired. The caller has seen that its last day, or its umbrella's, is over."""
    _need(agreement, "in_force", "suspended")
    return _move(replace(agreement, suspended_by_umbrella=False), "expired", "expired")


def _move(agreement: Agreement, state: State, verb: str) -> Change:
    moved = replace(agreement, state=state)
    return moved, [fact(moved, verb)]


_FACTS: Mapping[tuple[Kind, str], type[events.AgreementFact]] = {
    ("joint", "signed"): events.JointAgreementSigned,
    ("joint", "activated"): events.JointAgreementActivated,
    ("joint", "suspended"): events.JointAgreementSuspended,
    ("joint", "resumed"): events.JointAgreementResumed,
    ("joint", "expired"): events.JointAgreementExpired,
    ("cooperation", "signed"): events.CooperationAgreementSigned,
    ("cooperation", "activated"): events.CooperationAgreementActivated,
    ("cooperation", "suspended"): events.CooperationAgreementSuspended,
    ("cooperation", "resumed"): events.CooperationAgreementResumed,
    ("cooperation", "expired"): events.CooperationAgreementExpired,
}


def fact(agreement: Agreement, verb: str) -> Event:
    """The published fact of a step, with the whole state that others need."""
    return _FACTS[agreement.kind, verb].model_validate(
        {
            "agreement_id": agreement.id,
            "scopes": sorted(agreement.scopes),
            "starts_on": agreement.period.starts_on,
            "ends_on": agreement.period.ends_on,
            "state": agreement.state,
            "parties": sorted(agreement.parties),
            "joint_agreement_id": agreement.joint_agreement_id,
            "agency_id": agreement.agency_id,
            "institution_id": agreement.institution_id,
        }
    )


def _need(agreement: Agreement, *states: State) -> None:
    if agreement.state not in states:
        raise errors.WrongState(state=agreement.state, needed=" / ".join(states))


def _need_party(agreement: Agreement, party_id: UUID) -> None:
    if party_id not in agreement.parties:
        raise errors.NotAParty(party=party_id)
