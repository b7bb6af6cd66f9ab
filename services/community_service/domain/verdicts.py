"""Verdicts (putusan): a verdict that keeps every rule becomes a sentence. Others are returned with all they break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service import events, justice
from services.community_service.domain import verdicts_adults, verdicts_children
from services.community_service.domain.calendar import age_on
from services.community_service.domain.cases import Ordered
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import verdicts as errors
from services.community_service.events import SentenceRejected, Violation
from services.community_service.rules import BOOK, Limits
from shared.errors import Refusal, RulesBroken
from shared.messaging.events import Event
from shared.periods import Period
from shared.texts import same_name, without_nik

Regime = Literal["adult", "child"]
Broken = Iterator[Refusal]


def assign(
    verdict: justice.SentencePronounced, sentence_id: UUID, person_id: UUID, kinds: Mapping[str, str], today: date
) -> tuple[Sentence, list[Event]]:
    """The sentence of a verdict. Raises RulesBroken with every rule it breaks (K1 to K8, C1, C2, C5).

    `kinds`: of the offices, by their codes."""
    rules = rules_of(verdict)
    if broken := [*broken_rules(verdict, rules, today), *wrong_offices(verdict, kinds)]:
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
        bound=verdicts_adults.bound_of(verdict),
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
    """A later verdict never changes who a person is: an older case was judged by it. Raises PersonMismatch."""
    if known is None:
        return
    if known.birth_date != verdict.birth_date or not same_name(known.name, verdict.name):
        raise errors.PersonMismatch


_KINDS = {"court_code": "court", "prosecutor_code": "prosecutor", "probation_office_code": "probation_office"}


def codes_of(verdict: Someone) -> list[str | None]:
    """Of its offices: court, prosecutor, probation office."""
    return [getattr(verdict, name) for name in _KINDS]


def wrong_offices(verdict: Someone, kinds: Mapping[str, str]) -> Broken:
    """An office that the register knows is of the kind that the verdict names it for. `kinds`: by code, as far as the
    register has told us. One that it does not know yet may come: the case waits for it in sight of a coordinator."""
    for code, needed in zip(codes_of(verdict), _KINDS.values(), strict=True):
        if code and kinds.get(code, needed) != needed:
            yield errors.OfficeOfOtherKind(code=code, needed=needed)


def rules_of(verdict: justice.SentencePronounced) -> Limits:
    """The limits of the day of the verdict. Raises RulesBroken for a verdict before the first ones."""
    try:
        return BOOK.on(verdict.verdict_date)
    except LookupError:
        first = BOOK.first.valid_from
        raise RulesBroken([errors.VerdictBeforeTheLaw(valid_from=first, verdict_date=verdict.verdict_date)]) from None


def regime(verdict: justice.SentencePronounced, rules: Limits) -> Regime:
    """The age at the offence decides, not the age at the verdict."""
    return "child" if age_on(verdict.birth_date, verdict.offence_date) < rules.child.under_age else "adult"


def is_adult(verdict: justice.SentencePronounced) -> bool:
    """By the limits of the day of the verdict, or by the first ones if the verdict is older."""
    day = max(verdict.verdict_date, BOOK.first.valid_from)
    return regime(verdict, BOOK.on(day)) == "adult"


def broken_rules(verdict: justice.SentencePronounced, rules: Limits, today: date) -> Broken:
    """Every rule that the verdict breaks, in the order of the articles. Children and adults have rules of their own."""
    yield from _dates(verdict, today)
    if verdict.commercial:
        yield errors.Commercial()
    if regime(verdict, rules) == "child":
        yield from verdicts_children.broken_rules(verdict, rules)
    else:
        yield from verdicts_adults.broken_rules(verdict, rules)
    if verdict.ends_on and verdict.ends_on < today and not _reversed(verdict):
        yield errors.PeriodOver(ends_on=verdict.ends_on)
    if missing := [name for name in ("prosecutor_code", "probation_office_code") if not getattr(verdict, name)]:
        yield errors.OfficeNotNamed(missing=", ".join(missing))


def _dates(verdict: justice.SentencePronounced, today: date) -> Broken:
    if verdict.verdict_date > today:
        yield errors.VerdictInFuture(verdict_date=verdict.verdict_date)
    if verdict.offence_date > verdict.verdict_date:
        yield errors.OffenceAfterVerdict(verdict_date=verdict.verdict_date)
    if verdict.birth_date > verdict.offence_date:
        yield errors.BirthAfterOffence()
    if _reversed(verdict):
        yield errors.PeriodReversed(starts_on=verdict.starts_on, ends_on=verdict.ends_on)
    elif verdict.starts_on and verdict.starts_on < verdict.verdict_date:
        yield errors.PeriodBeforeVerdict(starts_on=verdict.starts_on, verdict_date=verdict.verdict_date)


def _reversed(verdict: justice.SentencePronounced) -> bool:
    return bool(verdict.starts_on and verdict.ends_on and verdict.ends_on < verdict.starts_on)


def prison_days(verdict: justice.SentencePronounced, rules: Limits) -> int:
    """The days of prison that are replaced, or of which the service is a condition. 0 where there are none."""
    return verdict.replaces.days(rules.replacement.days_per_month) if verdict.replaces else 0


def ordered(verdict: justice.SentencePronounced, rules: Limits) -> Ordered | None:
    """What the verdict orders for a failure: nothing at all where it had to say it and does not. None for a child, who
    only repeats, and under rules that did not ask for it."""
    if regime(verdict, rules) == "child" or not (rules.statement and rules.statement.sanctions):
        return None
    said = verdict.sanctions or justice.Sanctions()
    minutes = (said.repeat_hours or 0) * 60
    return Ordered(minutes, said.prison_days or 0, said.fine_rupiah or 0, verdict.detained_days or 0)


def hours_per_day(verdict: justice.SentencePronounced, rules: Limits) -> int:
    """The verdict's hours per day, within the law's limit (K5, C2)."""
    child = regime(verdict, rules) == "child"
    most = rules.child_day.maximum_hours_per_day if child else rules.instalments.maximum_hours_per_day
    return min(most, verdict.hours_per_day or most)


def violations(refusal: Refusal) -> list[Violation]:
    """Every broken rule, in both languages, with its figures and no personal data."""
    broken = refusal.broken if isinstance(refusal, RulesBroken) else (refusal,)
    return [
        Violation(rule=r.rule, article=r.article, slug=r.slug, detail=r.message("en"), detail_id=r.message("id"))
        for r in broken
    ]


def rejection(
    verdict: justice.SentencePronounced, rejection_id: UUID, event_id: str, refusal: Refusal, *, was_childs: bool
) -> SentenceRejected:
    """The event for the sender, with every broken rule.

    The number of a child's verdict is left out (C4), also where the same number comes with an adult's birth date now:
    `was_childs`. The sender knows its own event by `intake_event_id`."""
    return SentenceRejected(
        rejection_id=rejection_id,
        court_code=verdict.court_code,
        verdict_number=verdict.verdict_number if is_adult(verdict) and not was_childs else None,
        prosecutor_code=verdict.prosecutor_code,
        intake_event_id=without_nik(event_id),
        violations=violations(refusal),
        returned=not isinstance(refusal, errors.VerdictAlreadyRecorded),
    )
