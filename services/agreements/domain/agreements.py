"""The life that a joint agreement and a cooperation agreement (PKS) share: draft, review, signatures, in force, end.

Every function is pure. It takes local days, returns a `Result`, and raises WrongState for a step from another state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain.results import Result, Timing
from services.agreements.domain.signatures import Parties, Signature, check_signature
from services.agreements.domain.terms import Terms
from services.agreements.errors import agreements as errors
from services.agreements.events import AgreementKind, Scope, State
from shared.messaging.events import Event, by_type
from shared.periods import Period

Instrument = Literal["kesepakatan_bersama", "nota_kesepakatan", "perjanjian_kerja_sama"]
Decision = Literal["approve", "request_changes"]


@dataclass(frozen=True, slots=True)
class AnnexItem:
    """A line of the work plan (rencana kerja) that is the annex of a Nota Kesepakatan."""

    what: str
    by_whom: str
    by_when: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a PKS states beside its terms (rule A3). `burdens_budget`: it costs the region something, so the regional
    council (DPRD) consents before the signature. PKS from before have none of it."""

    rights_and_duties: str | None = None
    disputes: str | None = None
    sanctions: str | None = None
    burdens_budget: bool | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The consent of the regional council (DPRD)."""

    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """A joint agreement or a cooperation agreement. `notice_days` is the shortest notice of termination, in days.

    `end_known_on` is the day since which the last day is fixed: no expiry notice is due before it.
    `terminates_on` is the last day in force after a notice of termination. `pending_end` is the end of the period in an
    addendum that is signed and waits for its day; `umbrella_end` the last day of the umbrella of a PKS."""

    id: UUID
    kind: AgreementKind
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
    contents: Contents = Contents()
    consent: Consent | None = None
    revision: int = 1
    end_known_on: date | None = None
    terminates_on: date | None = None
    pending_end: date | None = None
    umbrella_end: date | None = None
    suspends_on: date | None = None
    resumes_on: date | None = None

    @property
    def terms(self) -> Terms:
        return Terms(self.scopes, self.period, self.sites, self.programmes)

    @property
    def lasts(self) -> bool:
        """It is signed or runs, and has not ended."""
        return self.state in {"signed", "in_force", "suspended"}

    @property
    def runs(self) -> bool:
        """It has begun and has not ended; it may be suspended."""
        return self.state in {"in_force", "suspended"}

    @property
    def first_day(self) -> date:
        """The first day in force: of the period, or the day of the last signature if that is later."""
        return max([self.period.starts_on, *(s.signed_on for s in self.signatures)])

    @property
    def last_day(self) -> date:
        """The last day in force as it is known now: of the period, of a notice of termination, of a signed addendum
        that is to come, or of the umbrella, whichever is first."""
        known = (self.terminates_on, self.pending_end, self.umbrella_end)
        return min([self.period.ends_on, *(day for day in known if day)])

    @property
    def reach(self) -> Period:
        """The period, cut off at the agreement's own notice of termination."""
        last = min(self.period.ends_on, self.terminates_on or self.period.ends_on)
        return Period(self.period.starts_on, max(self.period.starts_on, last))


def draft(agreement: Agreement) -> Result[Agreement]:
    """A new or revised draft. The conditions of its kind are checked before: `joint_agreements`,
    `cooperation_agreements`."""
    drafted = events.Drafted(
        agreement_id=agreement.id,
        kind=agreement.kind,
        instrument=agreement.instrument,
        title=agreement.title,
        notice_days=agreement.notice_days,
        **agreement.terms.fields(),
    )
    return Result(agreement, [drafted])


def revise(agreement: Agreement, title: str, scopes: frozenset[Scope], period: Period, notice_days: int) -> Agreement:
    """A draft with another text. The caller checks and records it like a new draft."""
    require_state(agreement, "draft")
    return replace(agreement, title=title, scopes=scopes, period=period, notice_days=notice_days)


def submit(agreement: Agreement) -> Result[Agreement]:
    """Draft → in review. Earlier approvals no longer count."""
    require_state(agreement, "draft")
    submitted = replace(agreement, state="in_review", approved_by=frozenset(), approved_on=None)
    return Result(submitted, [events.Submitted(agreement_id=agreement.id)])


def review(agreement: Agreement, party_id: UUID, decision: Decision, today: date) -> Result[Agreement]:
    """A party approves the draft or asks for changes. It is approved when every party approves.

    A request for changes makes it a draft again. Raises NotAParty."""
    require_state(agreement, "in_review")
    require_party(agreement, party_id)
    reviewed = events.Reviewed(agreement_id=agreement.id, party_id=party_id, decision=decision)
    if decision == "request_changes":
        return Result(replace(agreement, state="draft", approved_by=frozenset()), [reviewed])
    approved_by = agreement.approved_by | {party_id}
    if approved_by < frozenset(agreement.parties):
        return Result(replace(agreement, approved_by=approved_by), [reviewed])
    return Result(replace(agreement, state="approved", approved_by=approved_by, approved_on=today), [reviewed])


def sign(agreement: Agreement, signature: Signature, today: date) -> Result[Agreement]:
    """A party signs. With the last signature the agreement is signed. Source: Permendagri 22/2020, PP 28/2018.

    Raises NotAParty and the refusals of `signatures.check_signature`."""
    require_state(agreement, "approved")
    recorded = record_signature(agreement, agreement.signatures, agreement.approved_on, signature, today)
    signatures = (*agreement.signatures, signature)
    if len(signatures) < len(agreement.parties):
        return Result(replace(agreement, signatures=signatures), [recorded])
    signed = replace(agreement, signatures=signatures, state="signed")
    return Result(signed, [recorded, fact(signed, "signed")])


def record_signature(
    agreement: Agreement,
    earlier: Sequence[Signature],
    approved_on: date | None,
    signature: Signature,
    today: date,
    addendum: int | None = None,
) -> Event:
    """The record of a valid signature, under the agreement or under its addendum of this number."""
    require_party(agreement, signature.party_id)
    check_signature(agreement.kind, agreement.parties, earlier, approved_on, signature, today)
    return events.Signed(
        agreement_id=agreement.id,
        party_id=signature.party_id,
        number=signature.number,
        position=signature.position,
        authority=signature.authority,
        signed_on=signature.signed_on,
        place=signature.place,
        addendum=addendum,
    )


def start(agreement: Agreement, today: date) -> Result[Agreement]:
    """Signed → in force, if its first day has come. Otherwise nothing changes: the scheduler activates it later."""
    if agreement.first_day > today:
        return Result(agreement, [])
    return activate(agreement, Timing.of(agreement.first_day, today))


def activate(agreement: Agreement, timing: Timing) -> Result[Agreement]:
    """Signed → in force. Its first day has come; the umbrella of a PKS is in force: see `due_steps`."""
    require_state(agreement, "signed")
    return move(replace(agreement, end_known_on=timing.due_on), "in_force", "activated", timing)


def expire(agreement: Agreement, timing: Timing) -> Result[Agreement]:
    """Signed, in force or suspended → expired. Its last day, or its umbrella's, is over: see `due_steps`."""
    require_state(agreement, "signed", "in_force", "suspended")
    return move(replace(agreement, suspended_by_umbrella=False), "expired", "expired", timing)


def move(agreement: Agreement, state: State, verb: str, timing: Timing | None = None) -> Result[Agreement]:
    """The agreement in another state, with the published fact of that step."""
    moved = replace(agreement, state=state)
    return Result(moved, [fact(moved, verb, timing)])


def fact(agreement: Agreement, verb: str, timing: Timing | None = None, **more: object) -> Event:
    """The published fact `agreements.<kind>-agreement.<verb>`, with the whole state that others need."""
    when = {"due_on": timing.due_on, "late": timing.late} if timing else {}
    return by_type(events)[f"agreements.{agreement.kind}-agreement.{verb}"].model_validate(
        {
            "agreement_id": agreement.id,
            **agreement.terms.fields(),
            "ends_on": agreement.last_day,
            "period_ends_on": agreement.period.ends_on,
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


def require_state(agreement: Agreement, *states: State) -> None:
    """Raises WrongState."""
    if agreement.state not in states:
        raise errors.WrongState(state=agreement.state, needed=" / ".join(states))


def require_party(agreement: Agreement, party_id: UUID) -> None:
    """Raises NotAParty."""
    if party_id not in agreement.parties:
        raise errors.NotAParty(party=party_id)
