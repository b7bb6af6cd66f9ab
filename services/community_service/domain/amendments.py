"""A verdict changes: corrected, decided anew by a higher court, or fallen. Each change is a fact, never an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from services.community_service import events, justice
from services.community_service.domain import cases, verdicts, verdicts_adults, verdicts_numbers
from services.community_service.domain.breaches_repeats import together
from services.community_service.domain.cases import Case, Progress, Replaced
from services.community_service.domain.ledger import restore
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import amendments as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.verdicts import PeriodBeforeVerdict, PeriodOver, VerdictInFuture
from services.community_service.errors.verdicts_children import TooYoung
from services.community_service.rules import Limits
from shared.clock import local_day
from shared.errors import RulesBroken
from shared.messaging.events import Event
from shared.periods import Period
from shared.privacy.errors import PersonErased

VerdictChange = justice.SentenceAmended | justice.SentenceRevoked

Stamp = tuple[date, str]
"""The day of a decision and its number: two of one day are ordered by their numbers, as numbers."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules of an amendment need beside the case: the first verdict, and what its changes have made of it."""

    verdict_date: date
    birth_date: date | None
    offence_date: date | None
    maximum_prison_months: int | None
    """These three are None once their retention is over."""
    started: bool = False
    """Someone has checked in, ever."""
    closed: bool = False
    """A prosecutor's decision on a breach has closed it, ever."""
    lapsed: bool = False
    """It can no longer be executed (K9). Only its revocation is accepted then."""
    doubted: bool = False
    """The birth date was corrected, and by the new one the case has another regime. Nobody has settled it yet."""
    repeated_minutes: int = 0
    """What decisions on breaches have ordered to repeat. A change of the verdict caps what holds of it."""
    repeat_until: date | None = None
    """The last day of a repeat that a prosecutor has ordered: no change of the verdict shortens it."""
    latest: Stamp | None = None
    """Of the latest change of either kind, and of the latest terms."""
    terms: Stamp | None = None
    overridden: frozenset[str] = frozenset()
    """The slugs of the rules that the prosecutor has overridden: a change may break these too."""
    named: Mapping[str, str] = field(default_factory=dict)
    """What each known change says that it follows: the key of its number → the key of that one's."""


def amend(case: Case, judged: Judged, change: justice.SentenceAmended, now: datetime) -> Progress:
    """The case as the changed verdict has it, judged by the rules of the change's date. One that a decision on a breach
    has closed is for `amendments_closed`.

    Below what is credited already it is completed, and what remains is negative. Raised above, a completed one goes on.
    The latest decision holds: one that was decided after a revocation brings the sentence back. Raises RulesBroken,
    ChangeSuperseded, ChangesClash, WrongState, PersonErased, RegimeInDoubt.
    """
    today = local_day(now)
    need_terms(judged, change)
    if judged.closed:
        raise WrongState(state="closed", needed="assigned / active / completed / revoked")
    change, verdict, rules = judge(case, judged, change, today)
    terms = replace(
        changed_terms(case.sentence, judged, change, verdict, rules),
        regime=verdicts.regime(verdict, rules),
        rules_from=rules.valid_from,
    )
    after = case.with_entries(restore(terms.remaining_minutes, case.served()))
    terms = replace(terms, credited_minutes=after.sentence.credited_minutes)
    if is_latest(judged, change):  # else a later revocation holds
        terms = _standing(case.sentence, terms, judged)
    fine = change.replaces.fine_rupiah if change.replaces else None
    after = replace(
        after.with_sentence(terms).with_new_caps(today),
        replaced=Replaced(verdicts.prison_days(verdict, rules), fine or 0),
        ordered=verdicts.ordered(verdict, rules),
    )
    return cases.conclude(case, after, lambda sentence: [amended_fact(sentence, "verdict", change.ground)], now)


def changed_terms(
    before: Sentence,
    judged: Judged,
    change: justice.SentenceAmended,
    verdict: justice.SentencePronounced,
    rules: Limits,
) -> Sentence:
    """The sentence with the terms of a change. Of what breaches have added to it as much holds as the changed verdict
    would have allowed (K6, K6a), in any order of changes."""
    assert change.starts_on
    assert change.ends_on
    minutes, ordered = change.hours * 60, verdicts.ordered(verdict, rules)
    repeat = min(judged.repeated_minutes, together(verdicts.regime(verdict, rules), minutes, ordered, rules))
    return replace(
        before,
        period=Period(change.starts_on, max(change.ends_on, judged.repeat_until or change.ends_on)),
        required_minutes=minutes + repeat,
        repeat_minutes=repeat,
        daily_cap_minutes=verdicts.hours_per_day(verdict, rules) * 60,
        bound=verdicts_adults.bound_of(verdict),
    )


_NOT_OF_A_CHANGE = (PeriodBeforeVerdict, PeriodOver, TooYoung)
"""A change may come late, and who the person is was judged with the verdict itself."""


def judge(
    case: Case, judged: Judged, change: justice.SentenceAmended, today: date
) -> tuple[justice.SentenceAmended, justice.SentencePronounced, Limits]:
    """The change with all it says, the verdict that it makes, and the rules of its day. It states a period then.

    Raises RulesBroken."""
    if change.detained_days is None and case.ordered:  # days in detention are a fact, no term
        change = change.model_copy(update={"detained_days": case.ordered.detained_days})
    verdict = as_verdict(case.sentence, judged, change)
    rules = verdicts.rules_of(verdict)
    broken = [r for r in verdicts.broken_rules(verdict, rules, today) if not isinstance(r, _NOT_OF_A_CHANGE)]
    if change.starts_on and change.starts_on < judged.verdict_date:
        broken.append(PeriodBeforeVerdict(starts_on=change.starts_on, verdict_date=judged.verdict_date))
    passed = [r for r in broken if r.slug not in judged.overridden]
    if passed or not (change.starts_on and change.ends_on):  # no override makes up a period
        raise RulesBroken(passed or broken)
    return change, verdict, rules


def _need_known(judged: Judged) -> None:
    if judged.birth_date is None or judged.offence_date is None:
        raise PersonErased
    if judged.doubted:
        raise errors.RegimeInDoubt


def _standing(before: Sentence, after: Sentence, judged: Judged) -> Sentence:
    """What is completed stays so where nothing is missing, or where what is missing is the prosecutor's to decide."""
    if before.state == "completed" and after.remaining_minutes <= 0:
        return replace(after, review=None)
    if before.review and after.required_minutes <= before.required_minutes:
        return after
    return replace(after, state="active" if judged.started else "assigned", review=None)


def revoke(case: Case, judged: Judged, change: justice.SentenceRevoked, now: datetime) -> Progress:
    """The verdict has fallen; what was served stays on record. Raises ChangeSuperseded, ChangesClash, RulesBroken."""
    if judged.latest and not is_latest(judged, change):
        raise errors.ChangeSuperseded(on=change.decided_on, latest=judged.latest[0])
    if change.decided_on > local_day(now):
        raise RulesBroken([VerdictInFuture(verdict_date=change.decided_on)])
    if change.decided_on < judged.verdict_date:
        raise RulesBroken([errors.ChangeBeforeVerdict(on=change.decided_on, verdict_date=judged.verdict_date)])
    return cases.conclude(
        case,
        case.with_sentence(replace(case.sentence, state="revoked", review=None)),
        lambda sentence: [
            events.SentenceRevoked(**balance(sentence), reason=change.reason, decided_on=change.decided_on)
        ],
        now,
    )


def need_terms(judged: Judged, change: justice.SentenceAmended) -> None:
    """No later terms are known. Under a later revocation they are written down all the same.

    Raises ChangeSuperseded, ChangesClash, WrongState, RulesBroken, PersonErased, RegimeInDoubt."""
    _need_known(judged)
    # what follows the latest of all follows the latest terms too
    follows = judged.latest and judged.latest[0] == change.decided_on and _follows(judged, change, judged.latest[1])
    if judged.terms and not follows and _is_before(judged, change, judged.terms):
        raise errors.ChangeSuperseded(on=change.decided_on, latest=judged.terms[0])
    if judged.lapsed:
        raise WrongState(state="lapsed", needed="assigned / active / completed / revoked")
    if change.decided_on < judged.verdict_date:
        raise RulesBroken([errors.ChangeBeforeVerdict(on=change.decided_on, verdict_date=judged.verdict_date)])


def is_latest(judged: Judged, change: VerdictChange) -> bool:
    """No change that is known was decided later. Raises ChangesClash."""
    return not (judged.latest and _is_before(judged, change, judged.latest))


def _is_before(judged: Judged, change: VerdictChange, known: Stamp) -> bool:
    """The day decides, then what the changes say that they follow, then the number as a number.

    It does not matter which of them came first. Raises ChangesClash where nothing tells, or all say the contrary."""
    on, number = known
    if change.decided_on != on:
        return change.decided_on < on
    if verdicts_numbers.key(change.change_number) == verdicts_numbers.key(number):
        return False
    after, before = _follows(judged, change, number), _precedes(judged, change, number)
    if after != before:
        return before
    ours, theirs = verdicts_numbers.parts(change.change_number), verdicts_numbers.parts(number)
    if after or not verdicts_numbers.comparable(ours, theirs):
        raise errors.ChangesClash(on=on)
    return ours < theirs


def _follows(judged: Judged, change: VerdictChange, number: str) -> bool:
    """By what it says itself, and what those say that it names."""
    return verdicts_numbers.key(number) in _followed(judged, change, change.change_number)


def _precedes(judged: Judged, change: VerdictChange, number: str) -> bool:
    return verdicts_numbers.key(change.change_number) in _followed(judged, change, number)


def _followed(judged: Judged, change: VerdictChange, number: str) -> set[str]:
    """The keys of all changes that one follows."""
    named = dict(judged.named)
    if change.supersedes:
        named[verdicts_numbers.key(change.change_number)] = verdicts_numbers.key(change.supersedes)
    found, at = set[str](), verdicts_numbers.key(number)
    while (at := named.get(at, "")) and at not in found:
        found.add(at)
    return found


def as_verdict(sentence: Sentence, judged: Judged, change: justice.SentenceAmended) -> justice.SentencePronounced:
    """The verdict as it would have been pronounced today, without who it is about."""
    assert judged.birth_date
    assert judged.offence_date
    return justice.SentencePronounced.model_construct(
        court_code=sentence.court_code,
        verdict_number=sentence.verdict_number,
        nik="",
        name="",
        verdict_date=change.decided_on,
        birth_date=judged.birth_date,
        offence_date=judged.offence_date,
        maximum_prison_months=judged.maximum_prison_months,
        replaces=change.replaces,
        sanctions=change.sanctions,
        detained_days=change.detained_days,
        place=change.place,
        work=change.work,
        days_per_week=change.days_per_week,
        days_per_month=change.days_per_month,
        hours=change.hours,
        hours_per_day=change.hours_per_day,
        starts_on=change.starts_on,
        ends_on=change.ends_on,
        consent_recorded=True,
        commercial=False,
        prosecutor_code=sentence.prosecutor_code,
        probation_office_code=sentence.probation_office_code,
    )


def review(case: Case, decision: Literal["reopened", "completion_stands"], now: datetime) -> Progress:
    """The prosecutor decides what follows from minutes that a correction took from a completed sentence.

    Raises WrongState unless a review is open.
    """
    sentence = case.sentence
    if sentence.review != "open":
        raise WrongState(state=sentence.review or sentence.state, needed="open")
    if decision == "reopened":
        reviewed = replace(sentence, state="active", review=None)
    else:
        reviewed = replace(sentence, state="completed", review="stands")
    return cases.conclude(case, case.with_sentence(reviewed), lambda after: [amended_fact(after, decision, None)], now)


def amended_fact(
    sentence: Sentence,
    cause: Literal["verdict", "reopened", "completion_stands"],
    ground: justice.Ground | None,
) -> Event:
    period = sentence.period
    return events.SentenceAmended(
        **balance(sentence), cause=cause, ground=ground, starts_on=period.starts_on, ends_on=period.ends_on
    )
