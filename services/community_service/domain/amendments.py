"""A verdict changes: corrected, decided anew by a higher court, or fallen. Each change is a fact, never an edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from services.community_service import events, justice
from services.community_service.domain import verdicts
from services.community_service.domain.calendar import Period
from services.community_service.domain.ledger import Entry, Served, restore
from services.community_service.domain.sentences import Sentence, balance, completion, settle
from services.community_service.errors import amendments as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.verdicts import PeriodBeforeVerdict, VerdictInFuture
from shared.errors import RulesBroken
from shared.messaging.events import Event

Stamp = tuple[date, str]
"""The day of a decision and its number: two of one day are ordered by their numbers."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules look at, as recorded with the first verdict and moved on by its changes."""

    verdict_date: date
    birth_date: date
    offence_date: date
    maximum_prison_months: int
    started: bool = False
    """Someone has checked in, ever."""
    closed: bool = False
    """A prosecutor's decision on a breach has closed it, ever."""
    repeat_until: date | None = None
    """The last day of a repeat that a prosecutor has ordered: no change of the verdict shortens it."""
    latest: Stamp | None = None
    """Of the latest change of either kind, and of the latest terms."""
    terms: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Amended:
    sentence: Sentence
    entries: Sequence[Entry]
    replaced_prison_days: int
    replaced_fine_rupiah: int
    happened: list[Event]


def amend(
    sentence: Sentence,
    judged: Judged,
    change: justice.SentenceAmended,
    served: Sequence[Served],
    now: datetime,
    today: date,
    open_matters: int = 0,
) -> Amended:
    """The sentence as the changed verdict has it, judged by the rules of the change's date. Raises RulesBroken.

    Below what is credited already it is completed, and what remains is negative. Raised above, a completed one goes on.
    The latest decision holds: one that comes after a revocation brings the sentence back.
    """
    _need_terms(judged, change)
    verdict = as_verdict(sentence, judged, change)
    rules = verdicts.rules_of(verdict)
    broken = [r for r in verdicts.broken_rules(verdict, rules, today) if not isinstance(r, PeriodBeforeVerdict)]
    if change.starts_on and change.starts_on < judged.verdict_date:
        broken.append(PeriodBeforeVerdict(starts_on=change.starts_on, verdict_date=judged.verdict_date))
    if broken:
        raise RulesBroken(broken)
    assert change.starts_on
    assert change.ends_on
    moved = replace(
        sentence,
        period=Period(change.starts_on, max(change.ends_on, judged.repeat_until or change.ends_on)),
        required_minutes=change.hours * 60 + sentence.repeat_minutes,
        daily_cap_minutes=verdicts.hours_per_day(verdict, rules) * 60,
        regime=verdicts.regime(verdict, rules),
        rules_from=rules.valid_from,
    )
    entries = restore(moved.remaining_minutes, served)
    moved = replace(moved, credited_minutes=moved.credited_minutes + sum(entry.minutes for entry in entries))
    if not (judged.latest and _stamp(change) < judged.latest):  # else a later revocation holds
        moved = _standing(sentence, moved, judged, open_matters)
    completed = completion(moved, now) if sentence.state != "completed" else []
    fine = change.replaces.fine_rupiah if change.replaces else None
    fact = amended_fact(moved, "verdict", change.ground)
    return Amended(moved, entries, verdicts.prison_days(verdict, rules), fine or 0, [fact, *completed])


def _standing(before: Sentence, moved: Sentence, judged: Judged, open_matters: int) -> Sentence:
    """What is completed stays so where nothing is missing, or where what is missing is the prosecutor's to decide."""
    if before.state == "completed" and moved.remaining_minutes <= 0:
        return replace(moved, review=None)
    if before.review and moved.required_minutes <= before.required_minutes:
        return moved
    return settle(replace(moved, state="active" if judged.started else "assigned", review=None), open_matters)


def revoke(
    sentence: Sentence, judged: Judged, change: justice.SentenceRevoked, today: date
) -> tuple[Sentence, list[Event]]:
    """The verdict has fallen; what was served stays on record."""
    if judged.latest and _stamp(change) < judged.latest:
        raise errors.ChangeSuperseded(on=change.decided_on, latest=judged.latest[0])
    if change.decided_on > today:
        raise RulesBroken([VerdictInFuture(verdict_date=change.decided_on)])
    if change.decided_on < judged.verdict_date:
        raise RulesBroken([errors.ChangeBeforeVerdict(on=change.decided_on, verdict_date=judged.verdict_date)])
    gone = replace(sentence, state="revoked", review=None)
    return gone, [events.SentenceRevoked(**balance(gone), reason=change.reason, decided_on=change.decided_on)]


def _need_terms(judged: Judged, change: justice.SentenceAmended) -> None:
    """No later terms are known. Under a later revocation they are written down all the same."""
    if judged.terms and _stamp(change) < judged.terms:
        raise errors.ChangeSuperseded(on=change.decided_on, latest=judged.terms[0])
    if judged.closed:
        raise WrongState(state="closed", needed="assigned / active / completed / revoked")
    if change.decided_on < judged.verdict_date:
        raise RulesBroken([errors.ChangeBeforeVerdict(on=change.decided_on, verdict_date=judged.verdict_date)])


def _stamp(change: justice.SentenceAmended | justice.SentenceRevoked) -> Stamp:
    return change.decided_on, change.change_number


def as_verdict(sentence: Sentence, judged: Judged, change: justice.SentenceAmended) -> justice.SentencePronounced:
    """The verdict as it would have been pronounced today, without who it is about."""
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
        hours=change.hours,
        hours_per_day=change.hours_per_day,
        starts_on=change.starts_on,
        ends_on=change.ends_on,
        consent_recorded=True,
        commercial=False,
        prosecutor_code=sentence.prosecutor_code,
        probation_office_code=sentence.probation_office_code,
    )


def review(sentence: Sentence, decision: Literal["reopened", "completion_stands"]) -> tuple[Sentence, list[Event]]:
    """The prosecutor decides what follows from minutes that a correction took from a completed sentence."""
    if sentence.review != "open":
        raise WrongState(state=sentence.review or sentence.state, needed="completed, review open")
    reopened = decision == "reopened"
    moved = replace(sentence, state="active" if reopened else "completed", review=None if reopened else "stands")
    return moved, [amended_fact(moved, decision, None)]


def amended_fact(
    sentence: Sentence,
    cause: Literal["verdict", "reopened", "completion_stands"],
    ground: justice.Ground | None,
) -> Event:
    period = sentence.period
    return events.SentenceAmended(
        **balance(sentence), cause=cause, ground=ground, starts_on=period.starts_on, ends_on=period.ends_on
    )
