"""The plan of a person: the sessions of all their courses. Nobody, adult or child, has two of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.training.domain import children
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session, clock_time
from services.training.errors import enrolments as enrolment_errors
from services.training.errors import sessions as errors
from services.training.rules import TrainingRules
from shared.errors import Refusal
from shared.holidays import Calendar


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who has a place in a programme, with the sessions of the other courses. Nothing else of the person."""

    birth_date: date
    others: Sequence[Session]


def overlapping(sessions: Sequence[Session], others: Sequence[Session]) -> list[Session]:
    """Those of the sessions that overlap with another one. One that begins when another ends does not."""
    return [each for each in sessions if any(_at_once(each, other) for other in others)]


def _at_once(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def fits(sessions: Sequence[Session], others: Sequence[Session]) -> list[Refusal]:
    """Why a programme with these sessions does not fit beside the other courses of a person. Empty: it does."""
    found = sorted(overlapping(sessions, others), key=lambda each: each.starts_at)
    return [enrolment_errors.CoursesOverlap(count=len(found), **_described(found[0]))] if found else []


def together(
    sessions: Sequence[Session], others: Sequence[Session], birth_date: date, rules: TrainingRules
) -> list[Refusal]:
    """Why the courses of two records may not be one person's: two sessions at once, or a child's day that is too long.

    What one of the records breaks alone is no reason: it is so already."""

    def child_on(day: date) -> bool:
        return children.is_child(birth_date, day, rules)

    return [*fits(sessions, others), *children.over_together(sessions, others, child_on, rules)]


def moved(
    programme: Programme,
    calendar: Sequence[Session],
    session: Session,
    takers: Sequence[Taker],
    rules: TrainingRules,
    holidays: Calendar,
) -> list[Refusal]:
    """Why a session may not be held at its new time. `calendar` is the programme's after the change.

    Only this session and its day are judged: other sessions that are wrong by now can be moved after it, one by one."""
    broken: dict[str, Refusal] = {}
    for refusal in _limits(programme, calendar, session, takers, rules, holidays):
        broken.setdefault(refusal.message(), refusal)
    clashes = sum(bool(overlapping([session], taker.others)) for taker in takers)
    if clashes:
        return [*broken.values(), errors.SessionClashes(persons=clashes, **_described(session))]
    return [*broken.values()]


def _limits(
    programme: Programme,
    calendar: Sequence[Session],
    session: Session,
    takers: Sequence[Taker],
    rules: TrainingRules,
    holidays: Calendar,
) -> Iterator[Refusal]:
    if programme.for_children:
        yield from children.broken_by([session], calendar, lambda _: True, rules, holidays)
    for taker in takers:
        if children.is_child(taker.birth_date, session.day, rules):
            plan = [*calendar, *taker.others]
            yield from children.broken_by([session], plan, lambda _: True, rules, holidays)


def _described(session: Session) -> dict[str, object]:
    starts, ends = clock_time(session.starts_at), clock_time(session.ends_at)
    return {"number": session.number, "day": session.day, "starts": starts, "ends": ends}
