"""Returned verdicts: a refusal of a final verdict returns it to court and prosecutor, who may override.

Software never blocks a court. The prosecutor has a verdict carried out although it breaks rules, with reason and
document. Only what cannot be carried out at all is beyond that. The caps of a day are never lifted: they bind whoever
carries a sentence out, not only whoever pronounces it (K5, C2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from services.community_service import events, justice
from services.community_service.domain import verdicts
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.domain.verdicts import KnownPerson
from services.community_service.errors import verdicts as refusals
from services.community_service.errors import verdicts_adults as adults_errors
from services.community_service.errors import verdicts_children as children_errors
from services.community_service.errors import verdicts_returned as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.verdicts_returned import NeverOverridden
from shared.errors import Refusal, RulesBroken
from shared.messaging.events import Event

ReturnedState = Literal["returned", "overridden", "replaced"]
STATES: tuple[ReturnedState, ...] = get_args(ReturnedState)

_NEVER: tuple[type[Refusal], ...] = (
    refusals.VerdictBeforeTheLaw,
    refusals.VerdictInFuture,
    refusals.PeriodReversed,
    refusals.OfficeNotNamed,
    refusals.PersonMismatch,
    refusals.PeriodOver,
    refusals.Commercial,
    children_errors.TooYoung,
    children_errors.ChildVerdictIncomplete,
    refusals.BirthAfterOffence,
    refusals.OfficeOfOtherKind,
    refusals.VerdictAlreadyRecorded,
)
"""What cannot be carried out: there is no law yet, no verdict yet, no period, no office, the person is another, or the
verdict is recorded with other content."""


@dataclass(frozen=True, slots=True)
class ReturnedVerdict:
    """A verdict that broke rules. `content` is what was pronounced, without the NIK; None if it is no longer kept."""

    id: UUID
    court_code: str
    verdict_number: str
    prosecutor_code: str | None
    probation_office_code: str | None
    state: ReturnedState
    person_id: UUID | None
    fingerprint: bytes | None
    content: justice.SentencePronounced | None


@dataclass(frozen=True, slots=True)
class Override:
    """The prosecutor's decision, and the rules that it passes over."""

    rules: tuple[Refusal, ...]
    by: str
    at: datetime
    reason: str
    document_number: str
    document_date: date


def may_be_overridden(refusal: Refusal) -> bool:
    if isinstance(refusal, adults_errors.VerdictIncomplete):
        return not {"starts_on", "ends_on"} & set(refusal.figures["missing"].split(", "))
    return not isinstance(refusal, _NEVER)


def override(
    returned: ReturnedVerdict,
    known: KnownPerson | None,
    kinds: Mapping[str, str],
    sentence_id: UUID,
    decision: tuple[str, str, date],
    by: str,
    today: date,
    now: datetime,
) -> tuple[Override, Sentence, list[Event]]:
    """The sentence of a verdict that breaks rules, by its prosecutor's decision: reason, document's number and date.

    Raises WrongState, VerdictNotKept, OverrideDateOutOfRange, NothingToOverride, NeverOverridden with what cannot be.
    """
    if returned.state != "returned":
        raise WrongState(state=returned.state, needed="returned")
    if (verdict := returned.content) is None or returned.person_id is None:
        raise errors.VerdictNotKept
    reason, number, dated = decision
    if not verdict.verdict_date <= dated <= today:
        raise errors.OverrideDateOutOfRange(dated=dated, earliest=verdict.verdict_date, latest=today)
    broken = tuple(broken_today(verdict, known, kinds, today))
    if never := [refusal for refusal in broken if not may_be_overridden(refusal)]:
        raise NeverOverridden(never)
    if not broken:
        raise errors.NothingToOverride
    sentence, assigned = verdicts.accept(verdict, sentence_id, returned.person_id)
    slugs = [refusal.slug for refusal in broken]
    overridden = events.SentenceOverridden(**balance(sentence), rules=slugs)
    return Override(broken, by, now, reason, number, dated), sentence, [*assigned, overridden]


def broken_today(
    verdict: justice.SentencePronounced, known: KnownPerson | None, kinds: Mapping[str, str], today: date
) -> Iterator[Refusal]:
    """Every rule that the verdict breaks today; `known`: who its NIK is, `kinds`: of its offices, by code."""
    try:
        verdicts.need_same_person(known, verdict)
    except refusals.PersonMismatch as mismatch:
        yield mismatch
    try:
        yield from verdicts.broken_rules(verdict, verdicts.rules_of(verdict), today)
    except RulesBroken as before_the_law:
        yield from before_the_law.broken
    yield from verdicts.wrong_offices(verdict, kinds)
