"""Addenda (adendum): numbered changes of period, scopes or coverage. They are drafted, reviewed and signed like the
agreement, and take effect on their day.

One addendum at a time: it states the whole terms that shall hold, so the next one starts from what this one leaves.
Every function is pure, takes local days, and raises AddendumWrongState for a step from another state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain import agreements, cooperation_agreements
from services.agreements.domain.agreements import Agreement, Decision
from services.agreements.domain.results import Result, Timing
from services.agreements.domain.signatures import Signature
from services.agreements.domain.terms import Terms, period
from services.agreements.errors import addenda as errors
from services.agreements.events import LastDayReason, Scope
from shared.errors import Refusal
from shared.messaging.events import Event

AddendumState = Literal["draft", "in_review", "approved", "signed", "held", "in_effect", "withdrawn", "lapsed"]
OPEN: tuple[AddendumState, ...] = ("draft", "in_review", "approved", "signed", "held")


@dataclass(frozen=True, slots=True)
class Addendum:
    """`reason` says what it changes and why; it stands in the register, not in a fact."""

    id: UUID
    agreement_id: UUID
    number: int
    reason: str
    effective_on: date
    terms: Terms
    state: AddendumState = "draft"
    approved_by: frozenset[UUID] = frozenset()
    approved_on: date | None = None
    signatures: tuple[Signature, ...] = ()
    in_effect_on: date | None = None
    held_because: str | None = None

    @property
    def effective_day(self) -> date:
        """Its own day, or the day of the last signature if that is later."""
        return max([self.effective_on, *(s.signed_on for s in self.signatures)])

    def is_due(self, today: date) -> bool:
        """It is signed and its day has come."""
        return self.state == "signed" and self.effective_day <= today


@dataclass(frozen=True, slots=True)
class Related:
    """The agreements that new terms must fit.

    For a PKS: its umbrella, and `pending`, the umbrella's terms in a signed addendum that is not in effect yet.
    For an umbrella: the PKS `below` it."""

    umbrella: Agreement | None = None
    pending: Terms | None = None
    below: Sequence[Agreement] = ()


@dataclass(frozen=True, slots=True)
class Amended:
    """An agreement with the addendum that has been put into effect, or held."""

    agreement: Agreement
    addendum: Addendum


def new_terms(
    agreement: Agreement,
    ends_on: date | None,
    scopes: frozenset[Scope] | None,
    sites: frozenset[str] | None,
    programmes: frozenset[str] | None,
) -> Terms:
    """The agreement's terms with the addendum's changes; None changes nothing. The first day stays."""
    old = agreement.terms
    return Terms(
        scopes=old.scopes if scopes is None else scopes,
        period=period(old.period.starts_on, ends_on or old.period.ends_on),
        sites=old.sites if sites is None else sites,
        programmes=old.programmes if programmes is None else programmes,
    )


def draft(
    agreement: Agreement, addendum: Addendum, latest: Addendum | None, related: Related, today: date
) -> Result[Addendum]:
    """A new addendum. `latest` is the one before it. Raises AddendumOpen while that one is open."""
    if latest and latest.state in OPEN:
        raise errors.AddendumOpen(number=latest.number, state=latest.state)
    _check(agreement, addendum, related, today)
    return Result(addendum, [_drafted(agreement, addendum)])


def revise(
    agreement: Agreement,
    addendum: Addendum,
    terms: Terms,
    reason: str,
    effective_on: date,
    related: Related,
    today: date,
) -> Result[Addendum]:
    """A draft with other terms, reason or day."""
    _require_state(addendum, "draft")
    revised = replace(addendum, terms=terms, reason=reason, effective_on=effective_on)
    _check(agreement, revised, related, today)
    return Result(revised, [_drafted(agreement, revised)])


def _drafted(agreement: Agreement, addendum: Addendum) -> Event:
    return events.AddendumDrafted(
        agreement_id=agreement.id,
        addendum=addendum.number,
        effective_on=addendum.effective_on,
        **addendum.terms.fields(),
    )


def _check(agreement: Agreement, addendum: Addendum, related: Related, today: date) -> None:
    """An addendum fits its agreement, which lasts, and the related ones. Source: PP 28/2018 (rule A2)."""
    agreements.require_state(agreement, "in_force", "suspended")
    terms, effective = addendum.terms, max(addendum.effective_day, today)
    if terms == agreement.terms:
        raise errors.AddendumChangesNothing
    if effective > agreement.last_day:
        raise errors.AddendumAfterEnd(effective_on=effective, last_day=agreement.last_day)
    if terms.period.ends_on < effective:
        raise errors.AddendumEndsBeforeEffect(ends_on=terms.period.ends_on, effective_on=effective)
    if related.umbrella:
        cooperation_agreements.require_in_force(related.umbrella)
    _check_related(terms, related)
    if related.pending:
        cooperation_agreements.check_within(terms, related.pending)


def _check_related(terms: Terms, related: Related) -> None:
    if related.umbrella:
        cooperation_agreements.check_within(terms, related.umbrella.terms)
    cooperation_agreements.check_orphans(terms, related.below)


def submit(agreement: Agreement, addendum: Addendum, related: Related, today: date) -> Result[Addendum]:
    """Draft → in review. Earlier approvals no longer count."""
    _require_state(addendum, "draft")
    _check(agreement, addendum, related, today)
    submitted = replace(addendum, state="in_review", approved_by=frozenset(), approved_on=None)
    return Result(submitted, [events.Submitted(agreement_id=agreement.id, addendum=addendum.number)])


def review(
    agreement: Agreement, addendum: Addendum, party_id: UUID, decision: Decision, today: date
) -> Result[Addendum]:
    """A party approves the addendum or asks for changes. It is approved when every party approves.

    A request for changes makes it a draft again. Raises NotAParty."""
    _require_state(addendum, "in_review")
    agreements.require_party(agreement, party_id)
    reviewed = events.Reviewed(
        agreement_id=agreement.id, party_id=party_id, decision=decision, addendum=addendum.number
    )
    if decision == "request_changes":
        return Result(replace(addendum, state="draft", approved_by=frozenset()), [reviewed])
    approved_by = addendum.approved_by | {party_id}
    if approved_by < frozenset(agreement.parties):
        return Result(replace(addendum, approved_by=approved_by), [reviewed])
    return Result(replace(addendum, state="approved", approved_by=approved_by, approved_on=today), [reviewed])


def sign(
    agreement: Agreement, addendum: Addendum, signature: Signature, related: Related, today: date
) -> Result[Addendum]:
    """A party signs, by the same rules as for the agreement. With the last signature the addendum is signed."""
    _require_state(addendum, "approved")
    recorded = agreements.record_signature(
        agreement, addendum.signatures, addendum.approved_on, signature, today, addendum.number
    )
    with_signature = replace(addendum, signatures=(*addendum.signatures, signature))
    _check(agreement, with_signature, related, today)
    if len(with_signature.signatures) < len(agreement.parties):
        return Result(with_signature, [recorded])
    complete = events.AddendumSigned(
        agreement_id=agreement.id, addendum=addendum.number, effective_on=with_signature.effective_day
    )
    signed = replace(with_signature, state="signed")
    shorter = [] if signed.is_due(today) else _last_day_facts(agreement, signed, "addendum_signed")
    return Result(signed, [recorded, complete, *shorter])


def _last_day_facts(agreement: Agreement, addendum: Addendum, because: LastDayReason) -> list[Event]:
    """The fact that the last day has moved, where an addendum ends the agreement earlier, or will not do so after
    all."""
    pending = addendum.terms.period.ends_on
    before, after = (None, pending) if because == "addendum_signed" else (pending, None)
    changed = replace(agreement, pending_end=after)
    if changed.last_day == replace(agreement, pending_end=before).last_day:
        return []
    return [agreements.fact(changed, "last-day-changed", because=because)]


def take_effect(agreement: Agreement, addendum: Addendum, related: Related, today: date) -> Result[Amended]:
    """Signed or held → in effect: the agreement has the new terms. A held addendum takes effect today, a signed one
    on its day.

    Raises the refusal of what no longer fits: ScopeOutsideUmbrella, PeriodOutsideUmbrella, AddendumOrphansPks."""
    _require_state(addendum, "signed", "held")
    agreements.require_state(agreement, "in_force", "suspended")
    _check_related(addendum.terms, related)
    timing = Timing.of(today if addendum.state == "held" else addendum.effective_day, today)
    amended = _amend(agreement, addendum.terms, timing.due_on)
    in_effect = replace(addendum, state="in_effect", in_effect_on=timing.due_on, held_because=None)
    fact = agreements.fact(amended, "amended", timing, addendum=addendum.number)
    return Result(Amended(amended, in_effect), [fact])


def _amend(agreement: Agreement, terms: Terms, on: date) -> Agreement:
    return replace(
        agreement,
        scopes=terms.scopes,
        period=terms.period,
        pending_end=None,
        sites=terms.sites,
        programmes=terms.programmes,
        revision=agreement.revision + 1,
        end_known_on=agreement.end_known_on if terms.period == agreement.period else on,
    )


def take_effect_or_hold(agreement: Agreement, addendum: Addendum, related: Related, today: date) -> Result[Amended]:
    """On the day of a signed addendum: it takes effect, or is held if it no longer fits."""
    try:
        return take_effect(agreement, addendum, related, today)
    except Refusal as refusal:
        held = hold(agreement, addendum, refusal.message())
        return Result(Amended(replace(agreement, pending_end=None), held.after), held.facts)


def hold(agreement: Agreement, addendum: Addendum, because: str) -> Result[Addendum]:
    """Signed → held: it waits until people mend what is in its way, or withdraw it."""
    _require_state(addendum, "signed")
    held = events.AddendumHeld(agreement_id=addendum.agreement_id, addendum=addendum.number)
    facts = [held, *_last_day_facts(agreement, addendum, "addendum_dropped")]
    return Result(replace(addendum, state="held", held_because=because), facts)


def put_into_effect(agreement: Agreement, addendum: Addendum, related: Related, today: date) -> Result[Amended]:
    """A held addendum takes effect today. Raises what is still in its way, as `take_effect`."""
    _require_state(addendum, "held")
    return take_effect(agreement, addendum, related, today)


def withdraw(agreement: Agreement, addendum: Addendum) -> Result[Addendum]:
    """Before it takes effect. The next addendum takes its number."""
    _require_state(addendum, *OPEN)
    withdrawn = events.AddendumWithdrawn(agreement_id=addendum.agreement_id, addendum=addendum.number)
    longer = _last_day_facts(agreement, addendum, "addendum_dropped") if addendum.state == "signed" else []
    return Result(replace(addendum, state="withdrawn"), [withdrawn, *longer])


def lapse(addendum: Addendum) -> Result[Addendum]:
    """Its agreement ended first."""
    _require_state(addendum, *OPEN)
    lapsed = events.AddendumLapsed(agreement_id=addendum.agreement_id, addendum=addendum.number)
    return Result(replace(addendum, state="lapsed"), [lapsed])


def _require_state(addendum: Addendum, *states: AddendumState) -> None:
    if addendum.state not in states:
        raise errors.AddendumWrongState(number=addendum.number, state=addendum.state, needed=" / ".join(states))
