"""The plan of a person: C3 counts all courses of a child together, and nobody has two sessions at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.enrolments import Enrolment, enrol, has_prior, look, unmet
from services.training.domain.plans import Taker, fits, moved, overlapping
from services.training.domain.programmes import Entry, Programme
from services.training.domain.sessions import Session
from services.training.events import Level
from services.training.rules import RULES
from shared.errors import Refusal, RulesBroken
from shared.holidays import Calendar, DayKind, DayOff, Decree, Decreed
from shared.periods import Period
from tests.unit.training.cases import (
    CONFIRMED,
    LIMITS,
    NO_DECREE,
    PROGRAMME,
    TODAY,
    applicant,
    programme,
    session,
    terms,
)

OTHER = UUID(int=99)
CHILD = date(2009, 1, 1)
ADULT = date(1990, 1, 1)
DAY = date(2026, 4, 13)
"""A Monday that nobody speaks of."""


def other(starts: str, ends: str, number: int = 1) -> Session:
    """A session of another course of the person."""
    return session(number, starts, ends, of=OTHER)


def refused(
    sessions: Sequence[Session],
    others: Sequence[Session] = (),
    born: date = CHILD,
    holidays: Calendar = NO_DECREE,
    today: date = TODAY,
    into: Programme = PROGRAMME,
) -> list[str]:
    who = applicant(birth_date=born, others=others)
    return [refusal.slug for refusal in unmet(into, who, terms(today, sessions, holidays))]


def decreed(kind: DayKind, on: date = DAY) -> Calendar:
    said = Decreed(DayOff(kind, "Hari libur"), Decree("1", date(2026, 1, 1), "SKB"), datetime(2026, 1, 1, tzinfo=UTC))
    return Calendar({on: [said]})


# 2026-04-13 is a Monday.
@pytest.mark.parametrize(
    ("sessions", "others", "slugs"),
    [
        pytest.param(
            [session(1, "2026-04-13 13:00", "2026-04-13 14:30")],
            [other("2026-04-13 15:00", "2026-04-13 16:30")],
            [],
            id="CHILD-01: 90 minutes here and 90 there are 180: allowed",
        ),
        pytest.param(
            [session(1, "2026-04-13 13:00", "2026-04-13 14:30")],
            [other("2026-04-13 15:00", "2026-04-13 16:31")],
            ["child-daily-limit"],
            id="CHILD-02: 90 here and 91 there are more than three hours a day",
        ),
        pytest.param(
            [session(1, "2026-04-13 13:00", "2026-04-13 16:00")],
            [other("2026-04-14 13:00", "2026-04-14 16:00")],
            [],
            id="CHILD-03: three hours on each of two days are allowed",
        ),
        pytest.param(
            [session(1, "2026-04-13 13:00", "2026-04-13 14:00")],
            [other("2026-04-13 15:00", "2026-04-13 16:00"), other("2026-04-13 16:00", "2026-04-13 17:01", 2)],
            ["child-daily-limit"],
            id="CHILD-04: three courses count together",
        ),
        pytest.param(
            [session(1, "2026-04-14 13:00", "2026-04-14 14:00")],
            [other("2026-04-13 13:00", "2026-04-13 17:00")],
            [],
            id="CHILD-05: a day on which the new course has nothing is not this enrolment's matter",
        ),
        pytest.param(
            [session(1, "2026-04-13 13:00:00", "2026-04-13 14:30:59")],
            [other("2026-04-13 15:00:00", "2026-04-13 16:30:59")],
            ["child-daily-limit"],
            id="CHILD-06: seconds are not rounded away",
        ),
    ],
)
def test_a_child_has_three_hours_a_day_in_all_courses_together(
    sessions: list[Session], others: list[Session], slugs: list[str]
) -> None:
    assert refused(sessions, others) == slugs
    assert refused(sessions, others, born=ADULT) == [], "an adult may"


@pytest.mark.parametrize(
    ("born", "slugs"),
    [
        pytest.param(date(2008, 4, 14), ["child-school-hours"], id="CHILD-07: a day before 18 is a child's day"),
        pytest.param(date(2008, 4, 13), [], id="CHILD-08: on the 18th birthday the limits end"),
        pytest.param(date(2008, 4, 15), ["child-school-hours"], id="CHILD-09: two days before, too"),
    ],
)
def test_each_session_is_judged_by_the_age_on_its_own_day(born: date, slugs: list[str]) -> None:
    at_school = [session(1, "2026-04-13 09:00", "2026-04-13 11:00")]
    # On the day of the enrolment all three are below 18.
    assert refused(at_school, born=born) == slugs
    after_the_birthday = [session(1, "2026-04-20 09:00", "2026-04-20 11:00")]
    assert refused(after_the_birthday, born=born) == []


@pytest.mark.parametrize(
    ("born", "slugs"),
    [
        pytest.param(date(2008, 2, 17), ["child-programme-length"], id="CHILD-10: a child on the first day: 3 months"),
        pytest.param(date(2008, 2, 16), [], id="CHILD-11: 18 on the first day: a course of a month will do"),
    ],
)
def test_a_course_is_a_child_s_by_the_age_on_its_first_day(born: date, slugs: list[str]) -> None:
    month = programme(period=Period(date(2026, 2, 16), date(2026, 3, 15)))
    assert refused([], born=born, into=month, today=date(2026, 2, 10)) == slugs


@pytest.mark.parametrize(
    ("holidays", "slugs"),
    [
        pytest.param(NO_DECREE, [], id="CHILD-12: a Monday of which nobody speaks is a working day"),
        pytest.param(decreed("public_holiday"), ["child-working-day"], id="CHILD-13: a public holiday is none"),
        pytest.param(decreed("joint_leave"), ["child-working-day"], id="CHILD-14: nor is joint leave"),
        pytest.param(decreed("working_day"), [], id="CHILD-15: a decree that says working day leaves it one"),
    ],
)
def test_a_child_trains_on_working_days(holidays: Calendar, slugs: list[str]) -> None:
    monday = [session(1, "2026-04-13 13:00", "2026-04-13 14:00")]
    assert refused(monday, holidays=holidays) == slugs
    assert refused(monday, born=ADULT, holidays=holidays) == []


def test_child_16_a_decree_makes_no_saturday_a_monday() -> None:
    saturday = [session(1, "2026-04-18 14:00", "2026-04-18 15:00")]
    assert refused(saturday, holidays=decreed("working_day", date(2026, 4, 18))) == ["child-working-day"]


def test_child_17_an_estimate_of_the_library_counts_until_a_decree_says_otherwise() -> None:
    may_day = [session(1, "2026-05-01 13:00", "2026-05-01 14:00")]
    assert refused(may_day) == ["child-working-day"]
    assert refused(may_day, holidays=decreed("working_day", date(2026, 5, 1))) == []


def test_child_18_what_ran_under_the_first_rule_set_keeps_its_working_days() -> None:
    first = RULES.of(date(2023, 1, 1))
    holiday = session(1, "2026-05-01 13:00", "2026-05-01 14:00")
    takers = [Taker(CHILD, ())]
    assert moved(PROGRAMME, [holiday], holiday, takers, first, NO_DECREE) == []
    assert [r.slug for r in moved(PROGRAMME, [holiday], holiday, takers, LIMITS, NO_DECREE)] == ["child-working-day"]
    assert RULES.on(date(2026, 2, 16)).child_training.no_work_on == {"public_holiday", "joint_leave"}


def test_child_19_a_session_that_moves_is_judged_with_all_courses_of_the_child() -> None:
    here = session(1, "2026-04-13 13:00", "2026-04-13 14:30")
    there = other("2026-04-13 15:00", "2026-04-13 16:31")
    found = moved(PROGRAMME, [here], here, [Taker(CHILD, [there]), Taker(CHILD, [there])], LIMITS, NO_DECREE)
    assert [refusal.slug for refusal in found] == ["child-daily-limit"], "two children, one reason"
    assert "181" in found[0].message()
    assert moved(PROGRAMME, [here], here, [Taker(ADULT, [there])], LIMITS, NO_DECREE) == []


def test_child_20_one_wrong_session_does_not_keep_another_from_being_moved() -> None:
    also = session(2, "2026-05-14 13:00", "2026-05-14 14:00")
    good = session(1, "2026-05-04 13:00", "2026-05-04 14:00")
    assert moved(PROGRAMME, [good, also], good, [Taker(CHILD, ())], LIMITS, NO_DECREE) == []


@pytest.mark.parametrize(
    ("starts", "ends", "clashes"),
    [
        pytest.param("2026-04-13 12:00", "2026-04-13 13:00", False, id="ends when the other begins"),
        pytest.param("2026-04-13 12:00", "2026-04-13 13:01", True, id="ends a minute into it"),
        pytest.param("2026-04-13 13:30", "2026-04-13 13:40", True, id="within it"),
        pytest.param("2026-04-13 12:00", "2026-04-13 18:00", True, id="around it"),
        pytest.param("2026-04-13 15:00", "2026-04-13 16:00", False, id="begins when it ends"),
        pytest.param("2026-04-14 13:00", "2026-04-14 15:00", False, id="another day"),
    ],
)
@pytest.mark.parametrize("born", [CHILD, ADULT], ids=["child", "adult"])
def test_nobody_has_two_sessions_at_once(starts: str, ends: str, clashes: bool, born: date) -> None:
    there = other("2026-04-13 13:00", "2026-04-13 15:00")
    here = session(4, starts, ends)
    found = fits([here], [there])
    assert [refusal.slug for refusal in found] == (["courses-overlap"] if clashes else [])
    assert ("courses-overlap" in refused([here], [there], born=born)) is clashes
    moving = moved(PROGRAMME, [here], here, [Taker(ADULT, [there])] * 3, LIMITS, NO_DECREE)
    assert [r.slug for r in moving] == (["session-clashes"] if clashes else [])
    assert not clashes or "3 peserta" in moving[0].message()


def test_one_reason_names_how_many_sessions_overlap_and_the_first() -> None:
    days = ["2026-04-15", "2026-04-13", "2026-04-14"]
    here = [session(n, f"{day} 13:00", f"{day} 14:00") for n, day in enumerate(days, start=1)]
    there = [other(f"{day} 13:30", f"{day} 15:00", n) for n, day in enumerate(days, start=1)]
    (found,) = fits(here, there)
    assert "3 sesi" in found.message()
    assert "sesi 2 (2026-04-13 13:00–14:00)" in found.message()


minutes = st.integers(0, 600)


@given(st.lists(st.tuples(minutes, st.integers(1, 120)), max_size=8), st.lists(st.tuples(minutes, st.integers(1, 120))))
def test_overlaps_are_those_that_share_a_minute(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    def built(spans: list[tuple[int, int]], of: UUID) -> list[Session]:
        return [
            Session(of, n, datetime.fromtimestamp(a * 60, UTC), datetime.fromtimestamp((a + b) * 60, UTC))
            for n, (a, b) in enumerate(spans, start=1)
        ]

    taken = {minute for a, b in theirs for minute in range(a, a + b)}
    found = {each.number for each in overlapping(built(ours, PROGRAMME.id), built(theirs, OTHER))}
    assert found == {n for n, (a, b) in enumerate(ours, start=1) if not taken.isdisjoint(range(a, a + b))}


LEVELS: list[tuple[Level | None, Level, bool]] = [
    (None, "basic", True),
    ("basic", "basic", True),
    ("basic", "advanced", True),
    ("intermediate", "basic", False),
    ("intermediate", "intermediate", True),
    ("intermediate", "advanced", True),
    ("advanced", "intermediate", False),
]


@pytest.mark.parametrize(("asked", "done", "enough"), LEVELS)
def test_an_earlier_course_at_the_level_or_above_will_do(asked: Level | None, done: Level, enough: bool) -> None:
    entry = Entry(12, 60, "cutting", frozenset({"minimum"}), asked)
    assert has_prior(entry, {"cutting": {done}}) is enough
    assert not has_prior(entry, {"sewing": {done}})
    assert not has_prior(entry, {})


def test_the_level_that_is_missing_is_named() -> None:
    into = programme(entry=Entry(12, 60, "cutting", frozenset({"minimum"}), "advanced"))
    with pytest.raises(Refusal) as broken:
        enrol(into, applicant(), UUID(int=1), terms())
    assert (broken.value.slug, "cutting" in broken.value.message()) == ("prior-level-missing", True)
    assert not isinstance(broken.value, RulesBroken)


def waiting(ticket: int, passed_over_on: date | None = None) -> Enrolment:
    return replace(CONFIRMED, id=UUID(int=ticket), state="waitlisted", ticket=ticket, passed_over_on=passed_over_on)


GOOD, BAD = applicant(), applicant(risk_level="maximum")


def test_whoever_may_not_is_passed_over_told_once_and_considered_again() -> None:
    into = programme(capacity=2, taken=1, waiting=3, tickets=3)
    first = look(into, [(waiting(1), BAD), (waiting(2), GOOD), (waiting(3), GOOD)], terms())
    assert [(e.ticket, [r.slug for r in why]) for e, why in first.passed] == [(1, ["risk-level-not-allowed"])]
    assert [e.ticket for e in first.promoted] == [2]
    assert [e.type for e in first.happened] == [
        "training.enrolment.passed-over",
        "training.enrolment.confirmed",
        "training.record.places-changed",
    ]
    assert (first.programme.taken, first.programme.waiting) == (2, 2)
    freed = replace(first.programme, taken=1)
    again = look(freed, [(waiting(1, TODAY), BAD), (waiting(3), GOOD)], terms())
    assert [e.type for e in again.happened].count("training.enrolment.passed-over") == 0, "told once"
    assert [e.ticket for e in again.promoted] == [3]
    fine = look(replace(again.programme, taken=1), [(waiting(1, TODAY), GOOD)], terms())
    assert [(e.ticket, e.passed_over_on) for e in fine.promoted] == [(1, None)], "by the old ticket"


def test_where_nothing_is_free_only_old_reasons_are_looked_at() -> None:
    full = programme(capacity=1, taken=1, waiting=3, tickets=3)
    found = look(full, [(waiting(1, TODAY), GOOD), (waiting(2), BAD), (waiting(3, TODAY), BAD)], terms())
    assert ([e.ticket for e in found.cleared], [e.ticket for e, _ in found.passed]) == ([1], [3])
    assert (list(found.promoted), list(found.happened)) == ([], [])


@given(
    free=st.integers(0, 4),
    may=st.lists(st.booleans(), max_size=8),
    state=st.sampled_from(["open", "suspended", "closed"]),
)
def test_places_go_in_order_to_those_who_may(free: int, may: list[bool], state: str) -> None:
    into = programme(capacity=4, taken=4 - free, waiting=len(may), tickets=len(may), state=state)
    queue = [(waiting(n), GOOD if good else BAD) for n, good in enumerate(may, start=1)]
    found = look(into, queue, terms())
    wanted = [n for n, good in enumerate(may, start=1) if good][:free] if state == "open" else []
    assert [e.ticket for e in found.promoted] == wanted
    assert found.programme.taken == 4 - free + len(wanted)
    left = len(may) - len(wanted)
    assert found.programme.waiting == left
    if state == "open" and found.programme.free and left:
        assert len(found.passed) == left, "a free place and somebody who may never coexist"
