"""Verdicts (putusan): a verdict that keeps every rule becomes a sentence. Others are rejected with all they break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service import events, justice
from services.community_service.domain.calendar import age_on, days_needed, last_day_of_months
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import verdicts as errors
from services.community_service.events import SentenceRejected, Violation
from services.community_service.fields import canonical, without_nik
from services.community_service.rules import BOOK, Limits
from shared.errors import Refusal, RulesBroken
from shared.messaging.events import Event
from shared.periods import Period

Regime = Literal["adult", "child"]
Broken = Iterator[Refusal]


def assign(
    verdict: justice.SentencePronounced, sentence_id: UUID, person_id: UUID, today: date
) -> tuple[Sentence, list[Event]]:
    """The sentence of a verdict. Raises RulesBroken with every rule it breaks (K1 to K5, K7, K8, C1, C2)."""
    rules = rules_of(verdict)
    if broken := list(broken_rules(verdict, rules, today)):
        raise RulesBroken(broken)
    return accept(verdict, sentence_id, person_id)


def accept(verdict: justice.SentencePronounced, sentence_id: UUID, person_id: UUID) -> tuple[Sentence, list[Event]]:
    """The sentence of a verdict that states period and offices, without judging it. The day's cap is the law's."""
    rules = rules_of(verdict)
    assert verdict.starts_on
    assert verdict.ends_on
    assert verdict.prosecutor_code
    assert verdict.probation_office_code
    sentence = Sentence(
        id=sentence_id,
        person_id=person_id,
        court_code=verdict.court_code,
        verdict_number=verdict.verdict_number,
        prosecutor_code=verdict.prosecutor_code,
        probation_office_code=verdict.probation_office_code,
        regime=regime(verdict, rules),
        period=Period(verdict.starts_on, verdict.ends_on),
        required_minutes=verdict.hours * 60,
        daily_cap_minutes=hours_per_day(verdict, rules) * 60,
        rules_from=rules.valid_from,
    )
    assigned = events.SentenceAssigned(
        **balance(sentence), starts_on=sentence.period.starts_on, ends_on=sentence.period.ends_on
    )
    return sentence, [assigned]


Someone = justice.SentencePronounced | justice.DiversionDetermined


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Who a NIK is, as an earlier verdict said."""

    name: str
    birth_date: date


def need_same_person(known: KnownPerson | None, verdict: Someone) -> None:
    """A later verdict never changes who a person is: an older case was judged by it. Raises PersonMismatch.

    A name may be spelled in several ways. One word of it must be the same."""
    if known is None:
        return
    shared_words = _words(known.name) & _words(verdict.name)
    if known.birth_date != verdict.birth_date or not shared_words:
        raise errors.PersonMismatch


def _words(name: str) -> set[str]:
    return {word.strip(".,").casefold() for word in canonical(name).split(" ")}


def rules_of(verdict: justice.SentencePronounced) -> Limits:
    """The limits of the day of the verdict. Raises RulesBroken for a verdict before the first ones."""
    try:
        return BOOK.on(verdict.verdict_date)
    except LookupError:
        first = BOOK.sets[0].valid_from
        raise RulesBroken([errors.VerdictBeforeTheLaw(valid_from=first, verdict_date=verdict.verdict_date)]) from None


def regime(verdict: justice.SentencePronounced, rules: Limits) -> Regime:
    """The age at the offence decides, not the age at the verdict."""
    return "child" if age_on(verdict.birth_date, verdict.offence_date) < rules.child.under_age else "adult"


def is_adult(verdict: justice.SentencePronounced) -> bool:
    """By the limits of the day of the verdict, or by the first ones if the verdict is older."""
    rules = next((r for r in reversed(BOOK.sets) if r.valid_from <= verdict.verdict_date), BOOK.sets[0])
    return regime(verdict, rules) == "adult"


def broken_rules(verdict: justice.SentencePronounced, rules: Limits, today: date) -> Broken:
    """Every rule that the verdict breaks, in the order of the articles."""
    yield from _dates(verdict, today)
    yield from _replacement(verdict, rules)
    if not verdict.consent_recorded:
        yield errors.ConsentMissing()
    if verdict.commercial:
        yield errors.Commercial()
    yield from _hours(verdict, rules)
    yield from _hours_per_day_broken(verdict, rules)
    yield from _period(verdict, rules)
    yield from _stated(verdict)


def _dates(verdict: justice.SentencePronounced, today: date) -> Broken:
    if verdict.verdict_date > today:
        yield errors.VerdictInFuture(verdict_date=verdict.verdict_date)
    if verdict.offence_date > verdict.verdict_date:
        yield errors.OffenceAfterVerdict(verdict_date=verdict.verdict_date)


def _replacement(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    limit = rules.replacement
    if verdict.replaces:
        days = prison_days(verdict, rules)
        most = limit.maximum_prison_months * limit.days_per_month
        if days > most:
            yield errors.ReplacedPrisonTooLong(maximum=limit.maximum_prison_months, maximum_days=most, days=days)
        fine = verdict.replaces.fine_rupiah or 0
        if fine > limit.maximum_fine_rupiah:
            yield errors.ReplacedFineTooHigh(maximum=limit.maximum_fine_rupiah, fine=fine)
    if verdict.maximum_prison_months >= limit.offence_below_months:
        yield errors.OffenceTooGrave(below=limit.offence_below_months, months=verdict.maximum_prison_months)


def prison_days(verdict: justice.SentencePronounced, rules: Limits) -> int:
    """The days of prison that are replaced. 0 if the verdict replaces a fine."""
    if verdict.replaces is None:
        return 0
    months, days = verdict.replaces.prison_months or 0, verdict.replaces.prison_days or 0
    return months * rules.replacement.days_per_month + days


def _hours(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    hours, child = verdict.hours, rules.child
    if age_on(verdict.birth_date, verdict.offence_date) < child.from_age:
        yield errors.TooYoung(minimum=child.from_age)
    if regime(verdict, rules) == "child":
        if not child.minimum <= hours <= child.maximum:
            yield errors.ChildHoursOutOfRange(minimum=child.minimum, maximum=child.maximum, hours=hours)
    elif not rules.hours.minimum <= hours <= rules.hours.maximum:
        yield errors.HoursOutOfRange(minimum=rules.hours.minimum, maximum=rules.hours.maximum, hours=hours)


def _hours_per_day_broken(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    stated, most = verdict.hours_per_day, _most_hours_per_day(verdict, rules)
    if stated and stated > most:
        refusal = errors.ChildDayTooLong if regime(verdict, rules) == "child" else errors.DayTooLong
        yield refusal(maximum=most, hours=stated)


def _most_hours_per_day(verdict: justice.SentencePronounced, rules: Limits) -> int:
    if regime(verdict, rules) == "child":
        return rules.child_day.maximum_hours_per_day
    return rules.instalments.maximum_hours_per_day


def hours_per_day(verdict: justice.SentencePronounced, rules: Limits) -> int:
    """The verdict's hours per day, within the law's limit (K5, C2)."""
    most = _most_hours_per_day(verdict, rules)
    return min(most, verdict.hours_per_day or most)


def _period(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    starts_on, ends_on = verdict.starts_on, verdict.ends_on
    if starts_on is None or ends_on is None:
        return
    if ends_on < starts_on:
        yield errors.PeriodReversed(starts_on=starts_on, ends_on=ends_on)
        return
    if starts_on < verdict.verdict_date:
        yield errors.PeriodBeforeVerdict(starts_on=starts_on, verdict_date=verdict.verdict_date)
    months = rules.instalments.maximum_months
    latest = last_day_of_months(starts_on, months)
    if ends_on > latest:
        yield errors.PeriodTooLong(months=months, latest=latest, ends_on=ends_on)
    yield from _fit(verdict.hours, hours_per_day(verdict, rules), Period(starts_on, ends_on))


def _fit(hours: int, per_day: int, period: Period) -> Broken:
    needed = days_needed(hours * 60, per_day * 60)
    if needed > period.days:
        yield errors.DoesNotFitPeriod(
            hours=hours,
            per_day=per_day,
            needed=needed,
            available=period.days,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )


def _stated(verdict: justice.SentencePronounced) -> Broken:
    """K7: the verdict names the offices. K8: it states what is replaced, the hours per day and the period."""
    offices = {"prosecutor_code": verdict.prosecutor_code, "probation_office_code": verdict.probation_office_code}
    if missing := [name for name, code in offices.items() if not code]:
        yield errors.OfficeNotNamed(missing=", ".join(missing))
    replaces = verdict.replaces
    stated = {
        "replaces": replaces and (replaces.prison_months or replaces.prison_days or replaces.fine_rupiah),
        "hours_per_day": verdict.hours_per_day,
        "starts_on": verdict.starts_on,
        "ends_on": verdict.ends_on,
    }
    if missing := [name for name, value in stated.items() if not value]:
        yield errors.VerdictIncomplete(missing=", ".join(missing))


def violations(refusal: Refusal) -> list[Violation]:
    """Every broken rule, in English, with its figures and no personal data."""
    broken = refusal.broken if isinstance(refusal, RulesBroken) else (refusal,)
    return [Violation(rule=r.rule, article=r.article, slug=r.slug, detail=r.message("en")) for r in broken]


def rejection(
    verdict: justice.SentencePronounced, rejection_id: UUID, event_id: str, refusal: Refusal
) -> SentenceRejected:
    """The event for the sender, with every broken rule.

    The number of a child's verdict is left out (C4). The sender knows its own event by `intake_event_id`."""
    return SentenceRejected(
        rejection_id=rejection_id,
        court_code=verdict.court_code,
        verdict_number=verdict.verdict_number if is_adult(verdict) else None,
        prosecutor_code=verdict.prosecutor_code,
        intake_event_id=without_nik(event_id),
        violations=violations(refusal),
        returned=not isinstance(refusal, errors.VerdictAlreadyRecorded),
    )
