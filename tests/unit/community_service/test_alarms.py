"""Misuse alarms by name: each scenario that fires (a) has one close by that does not (b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from services.community_service.domain.alarms import (
    Alarm,
    Presence,
    Sighting,
    Suspicion,
    Visit,
    need_correction,
    need_judge,
    resolved,
    suspicions,
)
from services.community_service.domain.calendar import at
from services.community_service.domain.geography import Point
from services.community_service.errors import alarms as errors
from services.community_service.errors.cases import WrongState
from services.community_service.rules import BOOK
from tests.unit.community_service.cases import NOW, attendance, sentence, uid

LIMITS = BOOK.sets[0].misuse
DAY = date(2026, 3, 2)
SITE = Point(-3.6950, 128.1830)


def clock(text: str, on: date = DAY) -> datetime:
    return at(on, time.fromisoformat(text))


def sighting(**changes: Any) -> Sighting:
    """Monday, 08:00 to 12:00, at the site, recorded by one and signed off by another: nothing to see."""
    return replace(
        Sighting(
            sentence_id=uid(1),
            session_id=uid(7),
            slot_id=uid(11),
            on=DAY,
            site_id=uid(3),
            starts_at=clock("08:00"),
            ends_at=clock("12:00"),
            checked_in_at=clock("08:00"),
            checked_out_at=clock("12:00"),
            arrival=SITE,
            departure=SITE,
            site=SITE,
            recorded_by=frozenset({"sup"}),
            signed_off_by="pk",
            relatives=frozenset({"aunt"}),
            elsewhere=[],
            signed_in_slot=2,
            slot_capacity=2,
            attendances=[visit(7, DAY)],
            commercial=False,
        ),
        **changes,
    )


def visit(session_id: int, on: date, since: str = "08:00", until: str = "12:00") -> Visit:
    return Visit(uid(session_id), clock(since, on), clock(until, on))


def elsewhere(since: str, until: str, site: int = 4, session: int = 9) -> list[Presence]:
    return [Presence(uid(1), uid(session), uid(site), clock(since), clock(until))]


def run(*visits: tuple[str, str]) -> list[Visit]:
    """The latest first."""
    return [
        visit(100 - number, date(2026, 3, 20 - number), since, until) for number, (since, until) in enumerate(visits)
    ]


USUAL = ("08:00", "12:00")
NORTH = {"latitude": SITE.latitude + 0.0027, "longitude": SITE.longitude}
"""300 m to the north."""

SCENARIOS: list[tuple[str, dict[str, Any], list[tuple[str, int, int]]]] = [
    ("MISUSE-00 nothing to see", {}, []),
    (
        "MISUSE-01a another site, the last minute shared",
        {"elsewhere": elsewhere("11:59", "13:00")},
        [("two_places_at_once", 1, 0)],
    ),
    ("MISUSE-01b another site, the minute after", {"elsewhere": elsewhere("12:00", "13:00")}, []),
    (
        "MISUSE-02a another site, half a minute shared",
        {"elsewhere": elsewhere("11:59:30", "13:00")},
        [("two_places_at_once", 1, 0)],
    ),
    ("MISUSE-02b another site, gone as this one began", {"elsewhere": elsewhere("06:00", "08:00")}, []),
    ("MISUSE-03a within it and out again", {"elsewhere": elsewhere("09:00", "09:00")}, [("two_places_at_once", 1, 0)]),
    ("MISUSE-03b the same site twice is one place", {"elsewhere": elsewhere("09:00", "10:00", site=3)}, []),
    (
        "MISUSE-04a at two other sites",
        {"elsewhere": elsewhere("09:00", "10:00") + elsewhere("10:00", "10:30", 5, 10)},
        [("two_places_at_once", 60, 0), ("two_places_at_once", 30, 0)],
    ),
    (
        "MISUSE-04b who was absent here was at one place",
        {"elsewhere": elsewhere("09:00", "10:00"), "checked_in_at": None, "checked_out_at": None},
        [],
    ),
    ("MISUSE-05a one more than the slot holds", {"signed_in_slot": 3}, [("slot_overfull", 3, 2)]),
    ("MISUSE-05b as many as it holds", {"signed_in_slot": 2}, []),
    ("MISUSE-06a a slot for one", {"signed_in_slot": 2, "slot_capacity": 1}, [("slot_overfull", 2, 1)]),
    ("MISUSE-06b too many, but not signed off yet", {"signed_in_slot": 3, "signed_off_by": None}, []),
    ("MISUSE-07a in 61 minutes early", {"checked_in_at": clock("06:59")}, [("outside_schedule", 61, 60)]),
    ("MISUSE-07b in an hour early", {"checked_in_at": clock("07:00")}, []),
    ("MISUSE-08a out 61 minutes late", {"checked_out_at": clock("13:01")}, [("outside_schedule", 61, 60)]),
    ("MISUSE-08b out 60 minutes and 59 seconds late", {"checked_out_at": clock("13:00:59")}, []),
    (
        "MISUSE-09a out long before it began",
        {"checked_in_at": clock("05:00"), "checked_out_at": clock("06:00")},
        [("outside_schedule", 180, 60)],
    ),
    (
        "MISUSE-09b an absence has no hours",
        {"checked_in_at": None, "checked_out_at": None, "arrival": None, "departure": None},
        [],
    ),
    (
        "MISUSE-10a 301 metres away at the check-in",
        {"arrival": Point(SITE.latitude + 0.00271, SITE.longitude)},
        [("far_from_site", 301, 300)],
    ),
    ("MISUSE-10b 300 metres away", {"arrival": Point(**NORTH)}, []),
    (
        "MISUSE-11a far away at the check-out only",
        {"departure": Point(SITE.latitude, SITE.longitude + 0.01)},
        [("far_from_site", 1109, 300)],
    ),
    ("MISUSE-11b no place was noted", {"arrival": None, "departure": None}, []),
    ("MISUSE-12a a relative recorded", {"recorded_by": frozenset({"aunt"})}, [("signed_for_relative", 1, 0)]),
    ("MISUSE-12b someone else's relative", {"relatives": frozenset({"stranger"})}, []),
    ("MISUSE-13a a relative signed off", {"signed_off_by": "aunt"}, [("signed_for_relative", 1, 0)]),
    ("MISUSE-13b not signed off yet", {"signed_off_by": None, "attendances": []}, []),
    (
        "MISUSE-14a both hands are relatives",
        {"recorded_by": frozenset({"aunt"}), "signed_off_by": "uncle", "relatives": frozenset({"aunt", "uncle"})},
        [("signed_for_relative", 2, 0)],
    ),
    ("MISUSE-14b a relative who had no hand in it", {"relatives": frozenset({"aunt", "uncle"})}, []),
    ("MISUSE-15a one person recorded and signed off", {"signed_off_by": "sup"}, [("signed_alone", 1, 2)]),
    ("MISUSE-15b two persons", {"signed_off_by": "pk"}, []),
    (
        "MISUSE-16a whoever corrected it signed it off",
        {"recorded_by": frozenset({"sup", "pk"})},
        [("signed_alone", 1, 2)],
    ),
    ("MISUSE-16b two recorded, a third signed off", {"recorded_by": frozenset({"sup", "sup-2"})}, []),
    ("MISUSE-17a five sessions of the very same minutes", {"attendances": run(*[USUAL] * 5)}, [("too_regular", 5, 4)]),
    ("MISUSE-17b four of them", {"attendances": run(*[USUAL] * 4)}, []),
    ("MISUSE-18a ten of them: five more have followed", {"attendances": run(*[USUAL] * 10)}, [("too_regular", 10, 4)]),
    ("MISUSE-18b six of them were said at five", {"attendances": run(*[USUAL] * 6)}, []),
    (
        "MISUSE-19a seconds may differ, minutes do not",
        {"attendances": run(("08:00:10", "12:00:50"), *[USUAL] * 4)},
        [("too_regular", 5, 4)],
    ),
    (
        "MISUSE-19b the third of five is a minute off",
        {"attendances": run(USUAL, USUAL, ("08:01", "12:00"), USUAL, USUAL)},
        [],
    ),
    (
        "MISUSE-20a the five latest, after honest ones",
        {"attendances": run(*[USUAL] * 5, ("08:04", "11:57"))},
        [("too_regular", 5, 4)],
    ),
    ("MISUSE-20b five long ago, then an honest one", {"attendances": run(("08:04", "11:57"), *[USUAL] * 5)}, []),
    ("MISUSE-21a the site is commercial after all", {"commercial": True}, [("commercial_site", 1, 0)]),
    ("MISUSE-21b its declaration stands", {"commercial": False}, []),
    (
        "MISUSE-22a everything at once",
        {"commercial": True, "signed_in_slot": 3, "signed_off_by": "sup", "relatives": frozenset({"sup"})},
        [("slot_overfull", 3, 2), ("signed_for_relative", 1, 0), ("signed_alone", 1, 2), ("commercial_site", 1, 0)],
    ),
]


@pytest.mark.parametrize(("name", "changes", "found"), SCENARIOS, ids=[name for name, _, _ in SCENARIOS])
def test_what_the_rules_find(name: str, changes: dict[str, Any], found: list[tuple[str, int, int]]) -> None:
    assert [(s.kind, s.measured, s.allowed) for s in suspicions(sighting(**changes), LIMITS)] == found, name


def only(**changes: Any) -> Suspicion:
    (found,) = suspicions(sighting(**changes), LIMITS)
    return found


def test_a_pair_of_sessions_is_one_cause_from_either_side() -> None:
    here = only(elsewhere=elsewhere("09:00", "10:00"))
    there = only(
        session_id=uid(9),
        site_id=uid(4),
        checked_in_at=clock("09:00"),
        checked_out_at=clock("10:00"),
        elsewhere=elsewhere("08:00", "12:00", site=3, session=7),
    )
    assert here.cause == there.cause
    assert here.cause != only(sentence_id=uid(2), elsewhere=elsewhere("09:00", "10:00")).cause, "each case has its own"


def test_a_run_is_one_cause_however_often_it_is_looked_at() -> None:
    five = run(*[USUAL] * 5)
    assert only(attendances=five).cause == only(attendances=five, session_id=uid(98)).cause
    assert only(attendances=five).cause != only(attendances=run(*[USUAL] * 10)).cause


def test_a_slot_on_a_day_is_one_cause_for_all_who_are_in_it() -> None:
    assert only(signed_in_slot=3).cause == only(signed_in_slot=4, session_id=uid(9), sentence_id=uid(2)).cause
    assert only(signed_in_slot=3).cause != only(signed_in_slot=3, on=date(2026, 3, 9)).cause


ALARM = Alarm(uid(30), "far_from_site", uid(7), uid(3), "open", NOW)


@pytest.mark.parametrize("involved", [{"pk"}, {"pk", "sup"}])
def test_whoever_is_involved_does_not_judge(involved: set[str]) -> None:
    with pytest.raises(errors.InvolvedInTheCase):
        need_judge(ALARM, "pk", involved)
    need_judge(ALARM, "auditor", involved)
    with pytest.raises(WrongState):
        need_judge(replace(ALARM, state="resolved"), "auditor", involved)


@pytest.mark.parametrize(
    ("outcome", "corrected", "state", "refused"),
    [
        ("attended_complied", False, "active", True),
        ("attended_complied", True, "active", False),
        ("attended_complied", False, "revoked", False),
        ("attended_failed_to_comply", False, "active", False),
        ("unacceptable_absence", False, "active", False),
        (None, False, "active", False),
    ],
)
def test_a_confirmed_alarm_comes_with_a_correction_where_minutes_stand(
    outcome: Any, corrected: bool, state: Any, refused: bool
) -> None:
    session, case = attendance(outcome=outcome), sentence(state=state)
    if refused:
        with pytest.raises(errors.CorrectionNeeded):
            need_correction(case, session, corrected=corrected)
    else:
        need_correction(case, session, corrected=corrected)


@pytest.mark.parametrize(
    ("credited", "matters", "state", "facts"),
    [(3600, 0, "completed", 2), (3600, 1, "active", 1), (3599, 0, "active", 1), (3700, 0, "completed", 2)],
)
def test_the_last_open_matter_completes_what_is_served(credited: int, matters: int, state: str, facts: int) -> None:
    case = sentence(state="active", credited_minutes=credited)
    moved, happened = resolved(case, ALARM, "dismissed", NOW, open_alarms=0, open_matters=matters)
    assert (moved.state, len(happened)) == (state, facts)
    assert happened[0].public()["remaining_minutes"] == 3600 - credited
