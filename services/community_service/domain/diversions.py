"""Diversion (diversi): a child's community service by a court's determination (penetapan), without a verdict.

Sources: UU 11/2012 art. 1(3), 7 and 10 to 14. A determination that keeps every rule becomes a sentence of a child, with
all that protects a child. What is not carried out is reported, never repeated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.community_service import events, justice
from services.community_service.domain import cases
from services.community_service.domain.calendar import age_on, days_needed, last_day_of_months
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.holidays import working_days
from services.community_service.domain.sentences import Sentence, balance, need_running
from services.community_service.domain.verdicts import violations, wrong_offices
from services.community_service.errors import diversions as errors
from services.community_service.errors.verdicts import PeriodReversed
from services.community_service.errors.verdicts_children import ChildDayTooLong
from services.community_service.events import SentenceRejected
from services.community_service.rules import BOOK, Limits
from shared.errors import Refusal, RulesBroken
from shared.holidays import Calendar
from shared.messaging.events import Event
from shared.periods import Period
from shared.texts import without_nik

Broken = Iterator[Refusal]


@dataclass(frozen=True, slots=True)
class Failure:
    """The counsellor's report that a diversion is not carried out."""

    sentence_id: UUID
    reason: str
    by: str
    at: datetime


def assign(
    determination: justice.DiversionDetermined,
    sentence_id: UUID,
    person_id: UUID,
    kinds: Mapping[str, str],
    calendar: Calendar,
    today: date,
) -> tuple[Sentence, list[Event]]:
    """The sentence of a determination. Raises RulesBroken with every rule it breaks (C1, C2, C6)."""
    rules = rules_of(determination)
    if broken := [*broken_rules(determination, rules, calendar, today), *wrong_offices(determination, kinds)]:
        raise RulesBroken(broken)
    assert determination.starts_on
    assert determination.ends_on
    assert determination.prosecutor_code
    assert determination.probation_office_code
    sentence = Sentence(
        id=sentence_id,
        person_id=person_id,
        court_code=determination.court_code,
        verdict_number=determination.determination_number,
        prosecutor_code=determination.prosecutor_code,
        probation_office_code=determination.probation_office_code,
        regime="child",
        period=Period(determination.starts_on, determination.ends_on),
        required_minutes=determination.hours * 60,
        daily_cap_minutes=_hours_per_day(determination, rules) * 60,
        rules_from=rules.valid_from,
        origin="diversion",
    )
    assigned = events.SentenceAssigned(
        **balance(sentence), starts_on=sentence.period.starts_on, ends_on=sentence.period.ends_on
    )
    return sentence, [assigned]


def rules_of(determination: justice.DiversionDetermined) -> Limits:
    """The limits of the day of the determination. Raises RulesBroken before the first ones."""
    try:
        return BOOK.on(determination.determination_date)
    except LookupError:
        first, day = BOOK.first.valid_from, determination.determination_date
        raise RulesBroken([errors.DeterminationBeforeRules(valid_from=first, determination_date=day)]) from None


def broken_rules(determination: justice.DiversionDetermined, rules: Limits, calendar: Calendar, today: date) -> Broken:
    """Every rule that the determination breaks."""
    yield from _dates(determination, today)
    limit = rules.diversion
    if not limit.from_age <= age_on(determination.birth_date, determination.offence_date) < limit.under_age:
        yield errors.DiversionAge(minimum=limit.from_age, below=limit.under_age)
    hours, bounds = determination.hours, rules.diversion_hours
    if not bounds.minimum <= hours <= bounds.maximum:
        yield errors.DiversionHoursOutOfRange(minimum=bounds.minimum, maximum=bounds.maximum, hours=hours)
    most = rules.child_day.maximum_hours_per_day
    if determination.hours_per_day and determination.hours_per_day > most:
        yield ChildDayTooLong(maximum=most, hours=determination.hours_per_day)
    yield from _period(determination, rules, calendar)
    stated = ("starts_on", "ends_on", "prosecutor_code", "probation_office_code")
    if missing := [name for name in stated if not getattr(determination, name)]:
        yield errors.DeterminationIncomplete(missing=", ".join(missing))


def _dates(determination: justice.DiversionDetermined, today: date) -> Broken:
    day = determination.determination_date
    if day > today:
        yield errors.DeterminationInFuture(determination_date=day)
    if determination.offence_date > day:
        yield errors.OffenceAfterDetermination(determination_date=day)


def _period(determination: justice.DiversionDetermined, rules: Limits, calendar: Calendar) -> Broken:
    starts_on, ends_on, day = determination.starts_on, determination.ends_on, determination.determination_date
    if starts_on is None or ends_on is None:
        return
    if ends_on < starts_on:
        yield PeriodReversed(starts_on=starts_on, ends_on=ends_on)
        return
    if starts_on < day:
        yield errors.PeriodBeforeDetermination(starts_on=starts_on, determination_date=day)
    months = rules.diversion.maximum_months
    latest = last_day_of_months(starts_on, months)
    if ends_on > latest:
        yield errors.DiversionTooLong(months=months, latest=latest, ends_on=ends_on)
        return
    hours, per_day = determination.hours, _hours_per_day(determination, rules)
    needed = days_needed(hours * 60, per_day * 60)
    available = working_days(Period(starts_on, ends_on), rules.child_day, calendar)
    if needed > available:
        yield errors.DiversionDoesNotFit(
            hours=hours, per_day=per_day, needed=needed, available=available, starts_on=starts_on, ends_on=ends_on
        )


def _hours_per_day(determination: justice.DiversionDetermined, rules: Limits) -> int:
    most = rules.child_day.maximum_hours_per_day
    return min(most, determination.hours_per_day or most)


def rejection(
    determination: justice.DiversionDetermined, rejection_id: UUID, event_id: str, refusal: Refusal
) -> SentenceRejected:
    """The event for the sender, with every broken rule. The number is left out, as that of a child's verdict (C4)."""
    return SentenceRejected(
        rejection_id=rejection_id,
        court_code=determination.court_code,
        verdict_number=None,
        prosecutor_code=determination.prosecutor_code,
        intake_event_id=without_nik(event_id),
        violations=violations(refusal),
    )


def fail(case: Case, reason: str, by: str, now: datetime) -> tuple[Failure, Progress]:
    """The counsellor reports that it is not carried out: it ends, and the criminal case goes on elsewhere.

    Raises NoDiversion, WrongState."""
    sentence = case.sentence
    if sentence.origin != "diversion":
        raise errors.NoDiversion
    need_running(sentence)
    ended = case.with_sentence(replace(sentence, state="closed", review=None))
    return Failure(sentence.id, reason, by, now), cases.conclude(
        case, ended, lambda after: [events.SentenceFailed(**balance(after), reported_at=now)], now
    )


def need_breachable(sentence: Sentence) -> None:
    """Nothing of a diversion is repeated, and nobody goes to prison for it. Raises DiversionOnlyReported."""
    if sentence.origin == "diversion":
        raise errors.DiversionOnlyReported


def need_verdict(sentence: Sentence) -> None:
    """Only a verdict is changed or revoked. Raises NoVerdictToChange."""
    if sentence.origin == "diversion":
        raise errors.NoVerdictToChange
