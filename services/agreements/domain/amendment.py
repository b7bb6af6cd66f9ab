"""Addenda: numbered changes of period, scopes or coverage, made like the agreement itself, in effect on their day.

One at a time: an addendum states the whole terms that shall hold, so the next one starts from what this one leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import errors, events
from services.agreements.domain import agreement as agreements
from services.agreements.domain import cooperation
from services.agreements.domain.agreement import Agreement, Due, Period, Signature, Terms
from services.agreements.events import Scope
from shared.messaging.events import Event

AmendmentState = Literal["draft", "in_review", "approved", "signed", "held", "in_effect", "withdrawn", "lapsed"]
OPEN: tuple[AmendmentState, ...] = ("draft", "in_review", "approved", "signed", "held")


@dataclass(frozen=True, slots=True)
class Amendment:
    """`reason` says what it changes and why; it stands in the register, not in a fact."""

    id: UUID
    agreement_id: UUID
    number: int
    reason: str
    effective_on: date
    terms: Terms
    state: AmendmentState = "draft"
    approved_by: frozenset[UUID] = frozenset()
    approved_on: date | None = None
    signatures: tuple[Signature, ...] = ()
    in_effect_on: date | None = None
    held_because: str | None = None

    @property
    def effective_day(self) -> date:
        """Its day, or that of the last signature where it was signed later."""
        return max([self.effective_on, *(s.signed_on for s in self.signatures)])


@dataclass(frozen=True, slots=True)
class Around:
    """What new terms must fit: the umbrella of a PKS with its signed terms to come, the PKS below an umbrella."""

    umbrella: Agreement | None = None
    pending: Terms | None = None
    below: Sequence[Agreement] = ()


Change = tuple[Amendment, list[Event]]


def new_terms(
    agreement: Agreement,
    ends_on: date | None,
    scopes: frozenset[Scope] | None,
    sites: frozenset[str] | None,
    programmes: frozenset[str] | None,
) -> Terms:
    """The agreement's terms with what the addendum changes; the first day stays."""
    old = agreement.terms
    return Terms(
        scopes=old.scopes if scopes is None else scopes,
        period=Period(old.period.starts_on, ends_on or old.period.ends_on),
        sites=old.sites if sites is None else sites,
        programmes=old.programmes if programmes is None else programmes,
    )


def draft(agreement: Agreement, amendment: Amendment, latest: Amendment | None, around: Around, today: date) -> Change:
    """A new addendum. `latest` is the one before it, which must be settled."""
    if latest and latest.state in OPEN:
        raise errors.AddendumOpen(number=latest.number, state=latest.state)
    _check(agreement, amendment, around, today)
    return amendment, [_drafted(agreement, amendment)]


def _drafted(agreement: Agreement, amendment: Amendment) -> Event:
    return events.AddendumDrafted(
        agreement_id=agreement.id,
        addendum=amendment.number,
        effective_on=amendment.effective_on,
        **agreements.said_of(amendment.terms),
    )


def _check(agreement: Agreement, amendment: Amendment, around: Around, today: date) -> None:
    """An addendum fits an agreement that lasts, its umbrella and its PKS. Source: PP 28/2018 (rule A2)."""
    agreements.need(agreement, "in_force", "suspended")
    terms, effective = amendment.terms, max(amendment.effective_day, today)
    if terms == agreement.terms:
        raise errors.AddendumChangesNothing
    if effective > agreement.last_day:
        raise errors.AddendumAfterEnd(effective_on=effective, last_day=agreement.last_day)
    if terms.period.ends_on < effective:
        raise errors.AddendumEndsBeforeEffect(ends_on=terms.period.ends_on, effective_on=effective)
    if around.umbrella:
        cooperation.need_in_force(around.umbrella)
        cooperation.check_within(terms, around.umbrella.terms)
    if around.pending:
        cooperation.check_within(terms, around.pending)
    cooperation.check_orphans(terms, around.below)


def submit(agreement: Agreement, amendment: Amendment, around: Around, today: date) -> Change:
    """Draft → review; earlier approvals no longer count."""
    _need(amendment, "draft")
    _check(agreement, amendment, around, today)
    submitted = replace(amendment, state="in_review", approved_by=frozenset(), approved_on=None)
    return submitted, [events.AgreementSubmitted(agreement_id=agreement.id, addendum=amendment.number)]


def review(
    agreement: Agreement,
    amendment: Amendment,
    party_id: UUID,
    decision: Literal["approve", "request_changes"],
    today: date,
) -> Change:
    """A party's word on the addendum. Approved when every party approves; asked for changes it is a draft again."""
    _need(amendment, "in_review")
    agreements.need_party(agreement, party_id)
    said = events.AgreementReviewed(
        agreement_id=agreement.id, party_id=party_id, decision=decision, addendum=amendment.number
    )
    if decision == "request_changes":
        return replace(amendment, state="draft", approved_by=frozenset()), [said]
    approved_by = amendment.approved_by | {party_id}
    if approved_by < frozenset(agreement.parties):
        return replace(amendment, approved_by=approved_by), [said]
    return replace(amendment, state="approved", approved_by=approved_by, approved_on=today), [said]


def sign(agreement: Agreement, amendment: Amendment, signature: Signature, around: Around, today: date) -> Change:
    """A party signs, by the rules that hold for the agreement itself. With the last signature it is signed."""
    _need(amendment, "approved")
    agreements.check_signature(agreement, amendment.signatures, amendment.approved_on, signature, today)
    signatures = (*amendment.signatures, signature)
    signed = replace(amendment, signatures=signatures)
    _check(agreement, signed, around, today)
    recorded = agreements.signature_recorded(agreement, signature, amendment.number)
    if len(signatures) < len(agreement.parties):
        return signed, [recorded]
    complete = events.AddendumSigned(
        agreement_id=agreement.id, addendum=amendment.number, effective_on=signed.effective_day
    )
    return replace(signed, state="signed"), [recorded, complete]


def revise(
    agreement: Agreement,
    amendment: Amendment,
    terms: Terms,
    reason: str,
    effective_on: date,
    around: Around,
    today: date,
) -> Change:
    """Other words while it is a draft."""
    _need(amendment, "draft")
    revised = replace(amendment, terms=terms, reason=reason, effective_on=effective_on)
    _check(agreement, revised, around, today)
    return revised, [_drafted(agreement, revised)]


def take_effect(agreement: Agreement, amendment: Amendment, around: Around, due: Due) -> tuple[Agreement, Change]:
    """Signed or held → in effect: the agreement has the new terms. Raises what no longer fits: see `hold`."""
    _need(amendment, "signed", "held")
    agreements.need(agreement, "in_force", "suspended")
    terms = amendment.terms
    if around.umbrella:
        cooperation.check_within(terms, around.umbrella.terms)
    cooperation.check_orphans(terms, around.below)
    amended = replace(
        agreement,
        scopes=terms.scopes,
        period=terms.period,
        sites=terms.sites,
        programmes=terms.programmes,
        revision=agreement.revision + 1,
        end_known_on=agreement.end_known_on if terms.period == agreement.period else due.on,
    )
    in_effect = replace(amendment, state="in_effect", in_effect_on=due.on, held_because=None)
    return amended, (in_effect, [agreements.fact(amended, "amended", due, addendum=amendment.number)])


def hold(amendment: Amendment, because: str) -> Change:
    """On its day it did not fit any more: it waits until what is in its way is mended, or it is withdrawn."""
    _need(amendment, "signed")
    held = events.AddendumHeld(agreement_id=amendment.agreement_id, addendum=amendment.number)
    return replace(amendment, state="held", held_because=because), [held]


def need_held(amendment: Amendment) -> None:
    _need(amendment, "held")


def withdraw(amendment: Amendment) -> Change:
    """Before it takes effect. The next addendum has its number."""
    _need(amendment, *OPEN)
    withdrawn = events.AddendumWithdrawn(agreement_id=amendment.agreement_id, addendum=amendment.number)
    return replace(amendment, state="withdrawn"), [withdrawn]


def lapse(amendment: Amendment) -> Change:
    """Its agreement has ended first."""
    _need(amendment, *OPEN)
    lapsed = events.AddendumLapsed(agreement_id=amendment.agreement_id, addendum=amendment.number)
    return replace(amendment, state="lapsed"), [lapsed]


def _need(amendment: Amendment, *states: AmendmentState) -> None:
    if amendment.state not in states:
        raise errors.AddendumWrongState(number=amendment.number, state=amendment.state, needed=" / ".join(states))
