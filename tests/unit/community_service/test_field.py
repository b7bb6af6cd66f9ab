"""What a phone sends: times put right, clocks compared, what is refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.community_service.domain import alarms_checks, attendance
from services.community_service.domain.field import (
    APART,
    JITTER,
    LATE,
    Reading,
    Said,
    Stands,
    claimed,
    corrected,
    is_late,
    moved,
    need_recordable,
    place_of,
)
from services.community_service.domain.geography import Point
from services.community_service.domain.persons import muster_name
from shared.errors import Refusal
from tests.unit.community_service import cases
from tests.unit.community_service.cases import case, saved, sentence, uid

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)
"""12:00 in Ambon."""
NOTHING = timedelta(0)
HOUR, SECOND, MS = timedelta(hours=1), timedelta(seconds=1), timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Yusuf Tuasikal", "Yusuf T."),
        ("Anna Maria Tuhumury", "Anna T."),
        ("Sukarno", "Sukarno"),
        ("M. Yusuf Tuasikal", "Yusuf T."),
        ("Moh. Ali", "Ali"),
        ("M. A.", "M. A."),
        ("Budi Santoso, S.H.", "Budi S."),
        ("siti d'Ornay", "siti D."),
        ("  Yusuf   Tuasikal ", "Yusuf T."),
        ("(dihapus)", "(dihapus)"),
    ],
)
def test_how_a_person_is_called(name: str, expected: str) -> None:
    assert muster_name(name) == expected


@pytest.mark.parametrize(
    ("device", "offset_ms", "at"),
    [
        ("right", 0, NOON),
        ("three hours ahead", -3 * 3_600_000, NOON),
        ("a day behind", 86_400_000, NOON),
    ],
)
def test_a_wrong_clock_is_put_right(device: str, offset_ms: int, at: datetime) -> None:
    assert corrected(NOON - offset_ms * MS, offset_ms, NOON + HOUR) == at, device


@pytest.mark.parametrize(
    ("ahead", "at"), [(JITTER, NOON), (JITTER + MS, NOON + JITTER + MS), (-SECOND, NOON - SECOND), (NOTHING, NOON)]
)
def test_a_time_a_little_ahead_is_that_of_the_receipt(ahead: timedelta, at: datetime) -> None:
    assert corrected(NOON + ahead, 0, NOON) == at


def test_late_is_more_than_ten_minutes() -> None:
    assert [is_late(NOON - LATE - apart, NOON) for apart in (NOTHING, MS)] == [False, True]


def reading(wall: timedelta, monotonic: timedelta, run: int = 1) -> Reading:
    return Reading(NOON + wall, int(monotonic / MS), uid(run))


EVEN = reading(NOTHING, HOUR)

MOVES: list[tuple[str, dict[str, Any], timedelta]] = [
    ("CLOCK-01a sent at once", {}, NOTHING),
    ("CLOCK-01b a wrong clock that stays wrong", {"offset_ms": -3 * 3_600_000, "received": NOON - 3 * HOUR}, NOTHING),
    ("CLOCK-02a two minutes off the last contact", {"received": NOON + APART}, NOTHING),
    ("CLOCK-02b a moment more", {"received": NOON + APART + MS}, APART + MS),
    ("CLOCK-03a set three hours ahead since the contact", {"received": NOON - 3 * HOUR}, 3 * HOUR),
    ("CLOCK-03b set a day back since the contact", {"received": NOON + 24 * HOUR}, 24 * HOUR),
    ("CLOCK-04a asleep for an hour between two taps", {"others": [reading(-2 * HOUR, NOTHING)]}, NOTHING),
    ("CLOCK-04b set back an hour between two taps", {"others": [reading(HOUR, NOTHING)]}, 2 * HOUR),
    ("CLOCK-05a two minutes less than passed", {"others": [reading(APART - HOUR, NOTHING)]}, NOTHING),
    ("CLOCK-05b a moment less", {"others": [reading(APART + MS - HOUR, NOTHING)]}, APART + MS),
    ("CLOCK-06a another run of the app counts from nothing", {"others": [reading(HOUR, NOTHING, run=2)]}, NOTHING),
    ("CLOCK-06b a later tap of the run, with the clock back", {"others": [reading(NOTHING, 2 * HOUR)]}, HOUR),
    (
        "CLOCK-07 the order of the list says nothing",
        {"others": [reading(-HOUR, NOTHING), reading(HOUR, 2 * HOUR)]},
        NOTHING,
    ),
]


@pytest.mark.parametrize(("name", "changes", "expected"), MOVES, ids=[name for name, _, _ in MOVES])
def test_a_clock_that_was_moved(name: str, changes: dict[str, Any], expected: timedelta) -> None:
    given: dict[str, Any] = {"offset_ms": 0, "received": NOON, "others": []} | changes
    assert moved(EVEN, given["offset_ms"], EVEN, given["received"], given["others"]) == expected, name


SITE = Point(-3.69, 128.18)


@pytest.mark.parametrize(
    ("accuracy", "age", "known"), [(300, 120, True), (301, 0, False), (0, 121, False), (5, 2, True)]
)
def test_an_old_or_vague_place_is_none(accuracy: int, age: int, known: bool) -> None:
    assert (place_of(SITE, accuracy, age, 300) is not None) == known


AT = datetime(2026, 3, 1, 23, 5, tzinfo=UTC)
"""08:05 in Ambon, five minutes into the session."""

WORDS: list[tuple[str, str, dict[str, Any], str | None]] = [
    ("arrived", "scheduled", {}, None),
    ("arrived", "checked_in", {}, "already-recorded"),
    ("arrived", "recorded", {}, "already-recorded"),
    ("left", "checked_in", {}, None),
    ("left", "scheduled", {}, "arrival-missing"),
    ("left", "signed_off", {}, "already-recorded"),
    ("absent", "scheduled", {}, None),
    ("absent", "checked_in", {}, "already-recorded"),
    ("arrived", "scheduled", {"received": AT - MS}, "time-in-future"),
    ("arrived", "scheduled", {"received": AT}, None),
    ("arrived", "scheduled", {"sentence": "revoked"}, "sentence-ended"),
    ("arrived", "scheduled", {"sentence": "completed"}, "sentence-ended"),
    ("left", "scheduled", {"sentence": "lapsed"}, "sentence-ended"),
    ("left", "checked_in", {"sentence": "revoked"}, None),
    ("arrived", "scheduled", {"since": AT}, "site-takes-nobody"),
    ("arrived", "scheduled", {"since": AT + MS}, None),
    ("absent", "scheduled", {"since": AT}, "site-takes-nobody"),
    ("absent", "scheduled", {"since": AT, "outcome": "acceptable_absence"}, None),
    ("left", "checked_in", {"since": AT}, None),
]


@pytest.mark.parametrize(("kind", "state", "changes", "slug"), WORDS)
def test_what_is_said_before_the_rules_are_asked(
    kind: Any, state: Any, changes: dict[str, Any], slug: str | None
) -> None:
    given: dict[str, Any] = {"received": AT, "sentence": "active", "since": None, "outcome": None} | changes
    outcome: Any = given["outcome"] or {"absent": "unacceptable_absence", "left": "attended_complied"}.get(kind)
    known = case(sentence(state=given["sentence"]), cases.attendance(state=state))
    try:
        need_recordable(known, kind, outcome, AT, given["received"], given["since"])
        refused = None
    except Refusal as refusal:
        refused = refusal.slug
    assert refused == slug


def test_the_alarm_of_a_moved_clock_is_raised_with_the_act_and_once_a_session() -> None:
    known = case(sentence(state="active"), cases.attendance())
    assert alarms_checks.doubt_clock(known, APART, APART, NOON) is known
    doubted = alarms_checks.doubt_clock(known, 3 * HOUR, APART, NOON)
    done = attendance.check_in(doubted, AT, "sup", NOON)
    assert [event.type.removeprefix("community-service.") for event in done.events] == [
        "record.checked-in",
        "misuse.suspected",
    ]
    (alarm,) = done.case.raised
    assert (alarm.kind, alarm.measured, alarm.allowed) == ("clock_moved", 180, 2)
    assert alarms_checks.doubt_clock(saved(done.case), 4 * HOUR, APART, NOON).raised == ()


def test_an_absence_is_judged_by_when_it_was_said() -> None:
    known = case(sentence(state="active"), cases.attendance())
    starts = known.session.starts_at
    with pytest.raises(Refusal) as refused:
        attendance.record_absence(known, "unacceptable_absence", None, "sup", NOON, said_at=starts - MS)
    assert refused.value.slug == "session-not-started"
    attendance.record_absence(known, "unacceptable_absence", None, "sup", NOON, said_at=starts)


IN, OUT = AT, AT + 4 * HOUR
THEIRS = Stands("attended_complied", IN, OUT)
ABSENT = Stands("unacceptable_absence", None, None)

CLAIMS: list[tuple[str, Stands, list[Said], Stands]] = [
    (
        "my arrival, their departure",
        THEIRS,
        [Said("arrived", IN + HOUR, None)],
        replace(THEIRS, checked_in_at=IN + HOUR),
    ),
    (
        "my departure, their arrival",
        THEIRS,
        [Said("left", OUT - HOUR, "attended_failed_to_comply")],
        Stands("attended_failed_to_comply", IN, OUT - HOUR),
    ),
    (
        "both mine where they said nobody came",
        ABSENT,
        [Said("left", OUT, "attended_complied"), Said("arrived", IN, None)],
        THEIRS,
    ),
    ("nobody came", THEIRS, [Said("absent", IN, "unacceptable_absence")], ABSENT),
    ("an arrival alone says no departure", ABSENT, [Said("arrived", IN, None)], Stands("attended_complied", IN, None)),
    (
        "the latest of two",
        THEIRS,
        [Said("arrived", IN + HOUR, None), Said("arrived", IN, None)],
        replace(THEIRS, checked_in_at=IN + HOUR),
    ),
]


@pytest.mark.parametrize(("name", "recorded", "mine", "expected"), CLAIMS, ids=[name for name, *_ in CLAIMS])
def test_mine_in_place_of_theirs(name: str, recorded: Stands, mine: list[Said], expected: Stands) -> None:
    assert claimed(recorded, mine) == expected, name
