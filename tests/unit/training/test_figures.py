"""What attendance comes to: which sessions count, and how many are needed (configuration, and the programme's data)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.assessments import missing
from services.training.domain.figures import Figures, Lesson, Marks, figures, mark
from services.training.domain.programmes import PassRule
from services.training.domain.sessions import Session
from services.training.events import Attendance
from shared.clock import LOCAL_ZONE
from tests.unit.training.cases import CONFIRMED, programme, session

JOINED = datetime(2026, 2, 9, 8, tzinfo=LOCAL_ZONE)


def held(*numbers: int) -> list[Session]:
    """Session 1 on 17 February, session 2 on the day after, and so on."""
    return [replace(session(n, f"2026-02-{16 + n} 09:00", f"2026-02-{16 + n} 12:00"), recorded=True) for n in numbers]


def make_up(number: int, day: int, makes_up_for: int) -> Session:
    return replace(
        session(number, f"2026-03-{day:02} 09:00", f"2026-03-{day:02} 12:00"), makes_up_for=makes_up_for, recorded=True
    )


def cancelled(number: int) -> Session:
    return replace(held(number)[0], cancelled=True, recorded=False)


def count(
    calendar: Sequence[Session],
    outcomes: Mapping[int, str],
    *,
    joined: datetime = JOINED,
    sessions: int = 4,
    **rule: Any,
) -> Figures:
    course = programme(sessions=sessions, pass_rule=PassRule(75, 0, **rule))
    enrolment = replace(CONFIRMED, confirmed_at=joined, attendance=cast("Any", outcomes))
    return figures(course, enrolment, calendar)


ALL = held(1, 2, 3, 4)
THREE: Any = dict.fromkeys((2, 3, 4), "present")
LATE = held(1)[0].ends_at
LATER = held(2)[0].ends_at


@pytest.mark.parametrize(
    ("calendar", "outcomes", "more", "expected"),
    [
        pytest.param(ALL, THREE, {}, (4, 4, 3, 75, 3), id="COURSE-05: three of four is 75 percent"),
        pytest.param(
            held(1, 2), {1: "present"}, {}, (2, 4, 1, 25, 3), id="COURSE-06: what is still to come counts too"
        ),
        pytest.param(
            ALL, THREE, {"joined": LATE}, (4, 4, 3, 75, 3), id="COURSE-07: who joins late is counted over all sessions"
        ),
        pytest.param(
            ALL,
            {1: "present", **THREE},
            {"joined": LATE},
            (4, 4, 3, 75, 3),
            id="COURSE-08: presence before a place does not count, also where it stands from earlier",
        ),
        pytest.param(
            [*ALL, make_up(401, 2, 1)],
            {401: "present", **THREE},
            {"joined": LATE},
            (4, 4, 4, 100, 3),
            id="COURSE-09: who joins late makes up what was missed",
        ),
        pytest.param(
            ALL,
            THREE,
            {"joined": LATE, "basis": "since_joined"},
            (4, 3, 3, 100, 3),
            id="COURSE-10: or is counted since then, where the programme says so",
        ),
        pytest.param(
            [*ALL, make_up(401, 2, 1)],
            {401: "present", **THREE},
            {"joined": LATE, "basis": "since_joined"},
            (4, 4, 4, 100, 3),
            id="COURSE-10: a make-up adds to both the numerator and the denominator",
        ),
        pytest.param(
            [*ALL, make_up(401, 2, 1)],
            {401: "absent", **THREE},
            {"joined": LATE, "basis": "since_joined"},
            (4, 3, 3, 100, 3),
            id="COURSE-10: a make-up that was missed is nobody's loss since then",
        ),
        pytest.param(
            [cancelled(1), *held(2, 3, 4)],
            {2: "present", 3: "present", 4: "absent"},
            {},
            (3, 3, 2, 66, 3),
            id="COURSE-11: what is cancelled does not count",
        ),
        pytest.param(
            [cancelled(1), *held(2, 3, 4), make_up(401, 2, 1)],
            {2: "present", 3: "present", 401: "present"},
            {},
            (4, 4, 3, 75, 3),
            id="COURSE-12: what is made up counts again",
        ),
        pytest.param(
            [cancelled(1), *held(2, 3, 4), replace(make_up(401, 2, 1), cancelled=True)],
            THREE,
            {},
            (3, 3, 3, 100, 3),
            id="COURSE-12: unless the make-up is cancelled too",
        ),
        pytest.param(
            [*ALL, make_up(401, 2, 1), make_up(402, 3, 1)],
            {1: "present", 401: "present", 402: "present"},
            {},
            (4, 4, 1, 25, 3),
            id="COURSE-13: one session is counted once, however often it was made up",
        ),
    ],
)
def test_what_counts(
    calendar: Sequence[Session], outcomes: Mapping[int, str], more: dict[str, Any], expected: tuple[int, ...]
) -> None:
    found = count(calendar, outcomes, **more)
    assert (found.sessions_held, found.counted, found.present, found.percent, found.needed) == expected


def test_course_14_an_excused_absence_is_an_absence_that_shows() -> None:
    found = count(ALL, {1: "present", 2: "excused", 3: "absent"})
    assert (found.present, found.excused, found.absent) == (1, 1, 1)


@pytest.mark.parametrize(
    ("joined", "share", "slugs"),
    [
        pytest.param(LATE, 75, [], id="COURSE-15: three of four sessions is share enough"),
        pytest.param(LATER, 75, ["course-too-short"], id="COURSE-15: two of four is not"),
        pytest.param(LATER, 50, [], id="COURSE-15: where the programme asks for half, it is"),
        pytest.param(ALL[3].ends_at, 0, ["course-too-short"], id="COURSE-15: none of four never is"),
    ],
)
def test_a_certificate_stands_for_a_share_of_the_course(joined: datetime, share: int, slugs: list[str]) -> None:
    course = programme(sessions=4, pass_rule=PassRule(75, 0, basis="since_joined", min_share=share))
    enrolment = replace(CONFIRMED, confirmed_at=joined, attendance=THREE, score=80, scores={"score": 80})
    found = missing(course, enrolment, figures(course, enrolment, ALL))
    assert [refusal.slug for refusal in found] == slugs


def test_course_16_a_course_of_which_most_was_cancelled_certifies_nothing() -> None:
    course = programme(sessions=4, pass_rule=PassRule(75, 0, min_share=75))
    enrolment = replace(CONFIRMED, attendance={4: "present"}, score=80, scores={"score": 80})
    shrunk = [cancelled(1), cancelled(2), cancelled(3), *held(4)]
    found = missing(course, enrolment, figures(course, enrolment, shrunk))
    assert [refusal.slug for refusal in found] == ["course-too-short"]
    assert "1 dari 4" in found[0].message()


@pytest.mark.parametrize(
    ("left", "present"),
    [
        pytest.param(ALL[1].starts_at, 1, id="COURSE-58: who left when it began was not there"),
        pytest.param(ALL[1].starts_at + timedelta(minutes=1), 2, id="COURSE-58: a minute later there was a place"),
    ],
)
def test_what_was_recorded_after_the_place_does_not_count(left: datetime, present: int) -> None:
    enrolment = replace(CONFIRMED, ended_at=left, attendance={1: "present", 2: "present"})
    assert figures(programme(sessions=4), enrolment, ALL).present == present


OUTCOMES = st.sampled_from(["present", "excused", "absent"])


@given(
    sessions=st.integers(1, 30),
    outcomes=st.dictionaries(st.one_of(st.integers(1, 30), st.integers(401, 410)), OUTCOMES),
    lost=st.sets(st.integers(1, 30)),
    minimum=st.integers(0, 100),
    joined=st.integers(0, 40),
    basis=st.sampled_from(["all", "since_joined"]),
)
def test_the_figures_fit_each_other(
    sessions: int, outcomes: dict[int, Attendance], lost: set[int], minimum: int, joined: int, basis: Any
) -> None:
    first = datetime(2026, 2, 17, 9, tzinfo=LOCAL_ZONE)
    course = programme(sessions=sessions, pass_rule=PassRule(minimum, 0, basis=basis))
    days = {n: first + timedelta(days=n) for n in [*range(1, sessions + 1), *range(401, 411)]}
    calendar = [
        Session(
            course.id,
            n,
            at,
            at + timedelta(hours=3),
            makes_up_for=(n - 400 if n > 400 else None),
            cancelled=n in lost and n not in outcomes,
            recorded=n in outcomes,
        )
        for n, at in days.items()
        if n <= 400 or n - 400 <= sessions
    ]
    enrolment = replace(CONFIRMED, confirmed_at=first + timedelta(days=joined), attendance=outcomes)
    found = figures(course, enrolment, calendar)
    assert found.present + found.excused + found.absent <= found.counted <= sessions
    assert 0 <= found.percent <= 100
    assert (found.percent >= minimum) == (found.present >= found.needed) or found.counted == 0


LESSONS = [
    Lesson(each.number, each.makes_up_for or each.number, each.starts_at, each.ends_at)
    for each in [*ALL, make_up(401, 2, 3)]
]


@pytest.mark.parametrize(
    ("recorded", "since", "until", "expected"),
    [
        pytest.param({"present": [1, 2], "absent": [3]}, JOINED, None, Marks(2, 0, 1), id="each counts once"),
        pytest.param({"absent": [3], "present": [401]}, JOINED, None, Marks(1, 0, 0), id="made up for: present"),
        pytest.param(
            {"absent": [3], "excused": [401]}, JOINED, None, Marks(0, 1, 0), id="excused is better than absent"
        ),
        pytest.param(
            {"present": [1, 2]}, LATE, None, Marks(1, 0, 0), id="what ended as the place began does not count"
        ),
        pytest.param({"present": [1, 2]}, JOINED, ALL[1].starts_at, Marks(1, 0, 0), id="nor what begins as it ends"),
        pytest.param({"present": [1]}, None, None, Marks(), id="without a place nothing counts"),
    ],
)
def test_the_marks_of_a_list(
    recorded: Mapping[Attendance, list[int]], since: datetime | None, until: datetime | None, expected: Marks
) -> None:
    whole: dict[Attendance, list[int]] = {"present": [], "excused": [], "absent": [], **recorded}
    assert mark((since, until), whole, LESSONS) == expected
