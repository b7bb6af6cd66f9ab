"""The calendar: a session is on one day of the programme, overlaps no other and stands still once it has begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from services.training.domain.plans import Taker, moved
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session, begun, schedule
from shared.clock import LOCAL_ZONE
from shared.errors import Refusal, refuse_all
from shared.holidays import Calendar
from tests.unit.training.cases import LIMITS, PROGRAMME, programme, session, slugs

NOW = datetime(2026, 2, 18, 12, tzinfo=LOCAL_ZONE)
KNOWN = [
    session(1, "2026-02-17 09:00", "2026-02-17 12:00"),
    session(2, "2026-02-19 09:00", "2026-02-19 12:00"),
]


def put(new: Session, *, birth_dates: Sequence[date] = (), into: Programme = PROGRAMME) -> list[str]:
    """What refuses the session, where people with these birth dates take part."""
    try:
        calendar, _ = schedule(into, KNOWN, new, NOW)
        refuse_all(moved(into, calendar, new, [Taker(born, ()) for born in birth_dates], LIMITS, Calendar()))
    except Refusal as refusal:
        return slugs(refusal)
    return []


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (session(3, "2026-02-19 12:00", "2026-02-19 15:00"), []),
        (session(3, "2026-02-19 11:59", "2026-02-19 15:00"), ["session-overlaps"]),
        (session(2, "2026-02-19 10:00", "2026-02-19 13:00"), []),  # moved over itself
        (session(1, "2026-02-20 09:00", "2026-02-20 12:00"), ["session-held"]),
        (session(9, "2026-02-20 09:00", "2026-02-20 12:00"), ["session-unknown"]),
        (session(3, "2026-02-15 09:00", "2026-02-15 12:00"), ["session-outside-programme"]),
        (session(3, "2026-05-16 09:00", "2026-05-16 12:00"), ["session-outside-programme"]),
        (session(3, "2026-02-20 23:00", "2026-02-21 01:00"), ["session-outside-programme"]),
        (session(3, "2026-02-20 12:00", "2026-02-20 12:00"), ["session-outside-programme"]),
    ],
)
def test_where_a_session_may_be(new: Session, refused: list[str]) -> None:
    assert put(new) == refused


def test_with_children_the_limits_hold_for_the_new_session() -> None:
    at_school = session(3, "2026-02-20 09:00", "2026-02-20 12:00")
    assert put(at_school) == []
    assert put(at_school, birth_dates=[date(1990, 1, 1)]) == []
    assert "child-school-hours" in put(at_school, birth_dates=[date(1990, 1, 1), date(2009, 1, 1)])
    assert "child-school-hours" in put(at_school, into=programme(for_children=True))


def test_a_closed_programme_has_no_calendar_to_change() -> None:
    assert put(session(3, "2026-02-20 09:00", "2026-02-20 12:00"), into=programme(state="closed")) == [
        "programme-closed"
    ]


def test_attendance_is_taken_from_the_first_minute_on() -> None:
    assert begun(KNOWN[0], 1, NOW) is KNOWN[0]
    assert begun(KNOWN[0], 1, KNOWN[0].starts_at) is KNOWN[0]
    with pytest.raises(Refusal) as early:
        begun(KNOWN[1], 2, NOW)
    with pytest.raises(Refusal) as unknown:
        begun(None, 3, NOW)
    assert [early.value.slug, unknown.value.slug] == ["session-not-started", "session-not-scheduled"]
