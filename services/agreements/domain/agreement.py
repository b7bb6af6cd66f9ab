"""The life that a joint agreement and a cooperation agreement (PKS) share: draft, review, signatures, in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import errors, events
from services.agreements.domain.facts import FACTS
from services.agreements.events import OrganisationKind, Scope, State
from shared.messaging.events import Event

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
class Terms:
    """What an addendum may change. Sites and programmes are those a PKS covers; none named means all in its scopes."""

    scopes: frozenset[Scope]
    period: Period
    sites: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.sites and "community_service" not in self.scopes:
            raise errors.CoverageOutsideScope(what="sites", scope="community_service")
        if self.programmes and "training" not in self.scopes:
            raise errors.CoverageOutsideScope(what="programmes", scope="training")


@dataclass(frozen=True, slots=True)
class AnnexItem:
    """A line of the work plan that a Nota Kesepakatan has as its annex."""

    what: str
    by_whom: str
    by_when: str


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
class Due:
    """The local day on which something was due, and whether it is recorded on a later one."""

    on: date
    late: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """`end_known_on` is the day since which its last day stands: notices that were due before are not."""

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
    sites: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    notice_days: int = 0
    annex: tuple[AnnexItem, ...] = ()
    revision: int = 1
    end_known_on: date | None = None
    terminates_on: date | None = None
    suspends_on: date | None = None
    resumes_on: date | None = None

    @property
    def terms(self) -> Terms:
        return Terms(self.scopes, self.period, self.sites, self.programmes)

    @property
    def last_day(self) -> date:
        """The last day in force: of the period, or of the notice where one was given."""
        return min(self.period.ends_on, self.terminates_on or self.period.ends_on)

    @property
    def reach(self) -> Period:
        return Period(self.period.starts_on, max(self.period.starts_on, self.last_day))


Change = tuple[Agreement, list[Event]]


def draft(agreement: Agreement) -> Change:
    """A new draft. The kind's own conditions have been checked by `joint` or `cooperation`."""
    drafted = events.AgreementDrafted(
        agreement_id=agreement.id,
        kind=agreement.kind,
        instrument=agreement.instrument,
        title=agreement.title,
        notice_days=agreement.notice_days,
        **said_of(agreement.terms),
    )
    return agreement, [drafted]


def reword(agreement: Agreement, title: str, scopes: frozenset[Scope], period: Period, notice_days: int) -> Agreement:
    """Other words while it is a draft; it is then checked and recorded like a new one."""
    need(agreement, "draft")
    return replace(agreement, title=title, scopes=scopes, period=period, notice_days=notice_days)


def submit(agreement: Agreement) -> Change:
    """Draft → review; earlier approvals no longer count."""
    need(agreement, "draft")
    submitted = replace(agreement, state="in_review", approved_by=frozenset(), approved_on=None)
    return submitted, [events.AgreementSubmitted(agreement_id=agreement.id)]


def review(
    agreement: Agreement, party_id: UUID, decision: Literal["approve", "request_changes"], today: date
) -> Change:
    """A party's word on the draft. Approved when every party approves; a request for changes makes it a draft again."""
    need(agreement, "in_review")
    need_party(agreement, party_id)
    said = events.AgreementReviewed(agreement_id=agreement.id, party_id=party_id, decision=decision)
    if decision == "request_changes":
        return replace(agreement, state="draft", approved_by=frozenset()), [said]
    approved_by = agreement.approved_by | {party_id}
    if approved_by < frozenset(agreement.parties):
        return replace(agreement, approved_by=approved_by), [said]
    return replace(agreement, state="approved", approved_by=approved_by, approved_on=today), [said]


def sign(agreement: Agreement, signature: Signature, today: date) -> Change:
    """A party signs. With the last signature the agreement is signed. Source: Permendagri 22/2020, PP 28/2018."""
    need(agreement, "approved")
    check_signature(agreement, agreement.signatures, agreement.approved_on, signature, today)
    signatures = (*agreement.signatures, signature)
    recorded = signature_recorded(agreement, signature)
    if len(signatures) < len(agreement.parties):
        return replace(agreement, signatures=signatures), [recorded]
    signed = replace(agreement, signatures=signatures, state="signed")
    return signed, [recorded, fact(signed, "signed")]


def signature_recorded(agreement: Agreement, signature: Signature, addendum: int | None = None) -> Event:
    return events.SignatureRecorded(
        agreement_id=agreement.id,
        party_id=signature.party_id,
        number=signature.number,
        position=signature.position,
        authority=signature.authority,
        signed_on=signature.signed_on,
        place=signature.place,
        addendum=addendum,
    )


def check_signature(
    agreement: Agreement, given: Sequence[Signature], approved_on: date | None, signature: Signature, today: date
) -> None:
    """What holds for a signature under the agreement and under each of its addenda. `given` are those before it."""
    need_party(agreement, signature.party_id)
    if any(s.party_id == signature.party_id for s in given):
        raise errors.AlreadySigned(party=signature.party_id)
    if approved_on and signature.signed_on < approved_on:
        raise errors.SignedBeforeApproval(signed_on=signature.signed_on, approved_on=approved_on)
    if signature.signed_on > today:
        raise errors.SignedInFuture(signed_on=signature.signed_on)
    _check_authority(agreement, signature)


def _check_authority(agreement: Agreement, signature: Signature) -> None:
    """Whoever acts for another names the power of attorney (surat kuasa). Source: PP 28/2018 (rule A2)."""
    by_kuasa, kind = signature.authority == "power_of_attorney", agreement.parties[signature.party_id]
    if agreement.kind == "cooperation" and kind == "agency" and not by_kuasa:
        raise errors.PowerOfAttorneyMissing
    if agreement.kind == "cooperation" and kind != "agency" and by_kuasa:
        raise errors.PowerOfAttorneyNotFor(kind=kind)
    if [signature.kuasa_number is not None, signature.kuasa_date is not None] != [by_kuasa, by_kuasa]:
        raise errors.PowerOfAttorneyIncomplete
    if signature.kuasa_date and signature.kuasa_date > signature.signed_on:
        raise errors.KuasaAfterSigning(kuasa_date=signature.kuasa_date, signed_on=signature.signed_on)


def activate(agreement: Agreement, due: Due) -> Change:
    """Signed → in force. The caller has seen that the start date has come (and the umbrella is in force)."""
    need(agreement, "signed")
    return move(replace(agreement, end_known_on=due.on), "in_force", "activated", due)


def expire(agreement: Agreement, due: Due) -> Change:
    """Signed, in force or suspended → expired. The caller has seen that its last day, or its umbrella's, is over."""
    need(agreement, "signed", "in_force", "suspended")
    return move(replace(agreement, suspended_by_umbrella=False), "expired", "expired", due)


def move(agreement: Agreement, state: State, verb: str, due: Due | None = None) -> Change:
    moved = replace(agreement, state=state)
    return moved, [fact(moved, verb, due)]


def fact(agreement: Agreement, verb: str, due: Due | None = None, **more: object) -> Event:
    """The published fact of a step, with the whole state that others need."""
    when = {"due_on": due.on, "late": due.late} if due else {}
    return FACTS[agreement.kind, verb].model_validate(
        {
            "agreement_id": agreement.id,
            **said_of(agreement.terms),
            "state": agreement.state,
            "revision": agreement.revision,
            "terminates_on": agreement.terminates_on,
            "parties": sorted(agreement.parties),
            "joint_agreement_id": agreement.joint_agreement_id,
            "agency_id": agreement.agency_id,
            "institution_id": agreement.institution_id,
            "suspended_by_umbrella": agreement.suspended_by_umbrella,
            **when,
            **more,
        }
    )


def said_of(terms: Terms) -> dict[str, object]:
    """Terms as facts carry them."""
    return {
        "scopes": sorted(terms.scopes),
        "starts_on": terms.period.starts_on,
        "ends_on": terms.period.ends_on,
        "sites": sorted(terms.sites),
        "programmes": sorted(terms.programmes),
    }


def need(agreement: Agreement, *states: State) -> None:
    if agreement.state not in states:
        raise errors.WrongState(state=agreement.state, needed=" / ".join(states))


def need_party(agreement: Agreement, party_id: UUID) -> None:
    if party_id not in agreement.parties:
        raise errors.NotAParty(party=party_id)
