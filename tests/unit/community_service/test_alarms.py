"""Misuse alarms by name: each scenario that fires (a) has one close by that does not (b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from services.community_service.domain.alarms import resolve
from services.community_service.domain.alarms_checks import Suspicion, check, report_signed_alone, suspicions
from services.community_service.domain.calendar import at
from services.community_service.domain.cases import Alarm, Case, Correction
from services.community_service.domain.geography import Point
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sessions import Attendance, Presence, Surroundings
from services.community_service.errors import alarms as errors
from services.community_service.errors.cases import WrongState
from tests.unit.community_service.cases import NOW, attendance, case, saved, sentence, uid

DAY = date(2026, 3, 2)
SITE = Point(-3.6950, 128.1830)


def clock(text: str, on: date = DAY) -> datetime:
    return at(on, time.fromisoformat(text))


def visit(session_id: int, on: date, since: str = "08:00", until: str = "12:00", **changes: Any) -> Attendance:
    """From 08:00 to 12:00 as scheduled, at the site; recorded by one and signed off by another."""
    scheduled = Attendance(uid(session_id), uid(8), uid(3), clock("08:00", on), clock("12:00", on), slot_id=uid(11))
    signed = replace(
        scheduled,
        state="signed_off",
        checked_in_at=clock(since, on),
        checked_out_at=clock(until, on),
        arrival=SITE,
        departure=SITE,
        outcome="attended_complied",
        recorded_by="sup",
        signed_off_by="pk",
    )
    return replace(signed, **changes)


AROUND = {field.name for field in fields(Surroundings)}


def checked(run: Sequence[Attendance] = (), **changes: Any) -> Case:
    """Monday, 08:00 to 12:00, with a declared relative and a slot for two that is full: nothing to notice.

    `run`: the case's sessions in place of that one; the first of them is at hand.
    """
    quiet = Surroundings(SITE, slot_capacity=2, others_in_slot=1, relatives=frozenset({"aunt"}))
    around = replace(quiet, **{name: value for name, value in changes.items() if name in AROUND})
    first, *others = run or [visit(7, DAY)]
    at_hand = replace(first, **{name: value for name, value in changes.items() if name not in AROUND})
    return case(None, at_hand, *others, surroundings=around)


def elsewhere(since: str, until: str, site: int = 4, session: int = 9) -> tuple[Presence, ...]:
    return (Presence(uid(1), uid(session), uid(site), clock(since), clock(until)),)


def run(*visits: tuple[str, str]) -> list[Attendance]:
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
    ("MISUSE-05a one more than the slot holds", {"others_in_slot": 2}, [("slot_overfull", 3, 2)]),
    ("MISUSE-05b as many as it holds", {"others_in_slot": 1}, []),
    ("MISUSE-06a a slot for one", {"others_in_slot": 1, "slot_capacity": 1}, [("slot_overfull", 2, 1)]),
    ("MISUSE-06b too many, but not signed off yet", {"others_in_slot": 2, "signed_off_by": None}, []),
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
    ("MISUSE-12a a relative recorded", {"recorded_by": "aunt"}, [("signed_for_relative", 1, 0)]),
    ("MISUSE-12b someone else's relative", {"relatives": frozenset({"stranger"})}, []),
    ("MISUSE-13a a relative signed off", {"signed_off_by": "aunt"}, [("signed_for_relative", 1, 0)]),
    ("MISUSE-13b not signed off yet", {"signed_off_by": None}, []),
    (
        "MISUSE-14a both hands are relatives",
        {"recorded_by": "aunt", "signed_off_by": "uncle", "relatives": frozenset({"aunt", "uncle"})},
        [("signed_for_relative", 2, 0)],
    ),
    ("MISUSE-14b a relative who had no hand in it", {"relatives": frozenset({"aunt", "uncle"})}, []),
    ("MISUSE-15a one person recorded and signed off", {"signed_off_by": "sup"}, [("signed_alone", 1, 2)]),
    ("MISUSE-15b two persons", {"signed_off_by": "pk"}, []),
    (
        "MISUSE-16a whoever corrected it signed it off",
        {"corrected_by": "pk"},
        [("signed_alone", 1, 2)],
    ),
    ("MISUSE-16b two recorded, a third signed off", {"checked_in_by": "sup-2"}, []),
    ("MISUSE-17a five sessions of the very same minutes", {"run": run(*[USUAL] * 5)}, [("too_regular", 5, 4)]),
    ("MISUSE-17b four of them", {"run": run(*[USUAL] * 4)}, []),
    ("MISUSE-18a ten of them: five more have followed", {"run": run(*[USUAL] * 10)}, [("too_regular", 10, 4)]),
    ("MISUSE-18b six of them were said at five", {"run": run(*[USUAL] * 6)}, []),
    (
        "MISUSE-19a seconds may differ, minutes do not",
        {"run": run(("08:00:10", "12:00:50"), *[USUAL] * 4)},
        [("too_regular", 5, 4)],
    ),
    (
        "MISUSE-19b the third of five is a minute off",
        {"run": run(USUAL, USUAL, ("08:01", "12:00"), USUAL, USUAL)},
        [],
    ),
    (
        "MISUSE-20a the five latest, after honest ones",
        {"run": run(*[USUAL] * 5, ("08:04", "11:57"))},
        [("too_regular", 5, 4)],
    ),
    ("MISUSE-20b five long ago, then an honest one", {"run": run(("08:04", "11:57"), *[USUAL] * 5)}, []),
    ("MISUSE-21a the site is commercial after all", {"commercial": True}, [("commercial_site", 1, 0)]),
    ("MISUSE-21b its declaration stands", {"commercial": False}, []),
    (
        "MISUSE-22a everything at once",
        {"commercial": True, "others_in_slot": 2, "signed_off_by": "sup", "relatives": frozenset({"sup"})},
        [("slot_overfull", 3, 2), ("signed_for_relative", 1, 0), ("signed_alone", 1, 2), ("commercial_site", 1, 0)],
    ),
]


@pytest.mark.parametrize(("name", "changes", "found"), SCENARIOS, ids=[name for name, _, _ in SCENARIOS])
def test_what_the_rules_find(name: str, changes: dict[str, Any], found: list[tuple[str, int, int]]) -> None:
    assert [(s.kind, s.measured, s.allowed) for s in suspicions(checked(**changes))] == found, name


def only(**changes: Any) -> Suspicion:
    (found,) = suspicions(checked(**changes))
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
    known = checked(elsewhere=elsewhere("09:00", "10:00"))
    (other,) = suspicions(known.with_sentence(replace(known.sentence, id=uid(2))))
    assert here.cause != other.cause, "each case has its own"


def test_a_run_is_one_cause_however_often_it_is_looked_at() -> None:
    five = run(*[USUAL] * 5)
    (from_another,) = suspicions(replace(checked(five), at_hand=uid(98)))
    assert only(run=five).cause == from_another.cause
    assert only(run=five).cause != only(run=run(*[USUAL] * 10)).cause


def test_a_slot_on_a_day_is_one_cause_for_all_who_are_in_it() -> None:
    known = checked(others_in_slot=3, session_id=uid(9))
    (other,) = suspicions(known.with_sentence(replace(known.sentence, id=uid(2))))
    assert only(others_in_slot=2).cause == other.cause
    assert only(others_in_slot=2).cause != only(others_in_slot=2, run=[visit(7, date(2026, 3, 9))]).cause


def test_a_cause_that_has_its_alarm_is_not_raised_again() -> None:
    first = check(checked(others_in_slot=2, commercial=True), NOW)
    assert [alarm.kind for alarm in first.raised] == ["slot_overfull", "commercial_site"]
    assert check(saved(first), NOW).raised == ()
    known = replace(AROUND_ONE, causes=frozenset({("slot_overfull", first.raised[0].cause)}))
    again = check(replace(checked(), surroundings=known), NOW)
    assert again.raised == (), "another case has raised it for the slot"


def test_an_attempt_to_sign_off_alone_is_raised_and_signs_nothing() -> None:
    tried = report_signed_alone(checked(state="recorded", signed_off_by=None), "sup", NOW)
    assert [(alarm.kind, alarm.measured, alarm.allowed) for alarm in tried.case.raised] == [("signed_alone", 1, 2)]
    assert [event.type for event in tried.events] == ["community-service.misuse.suspected"]
    assert report_signed_alone(saved(tried.case), "sup", NOW).events == []


ALARM = Alarm(uid(30), "far_from_site", uid(7), uid(3), "7", 301, 300, NOW)
AROUND_ONE = Surroundings(SITE, slot_capacity=2, others_in_slot=2)


def raised(who: Sentence | None = None, session: Attendance | None = None, **changes: Any) -> Case:
    """A case whose session has an open alarm."""
    return case(who, session or attendance(), **({"alarms": (ALARM,)} | changes))


@pytest.mark.parametrize("involved", [{"pk"}, {"pk", "sup"}])
def test_whoever_is_involved_does_not_resolve(involved: set[str]) -> None:
    with pytest.raises(errors.InvolvedInTheCase):
        resolve(raised(), ALARM.id, "dismissed", "pk", involved, NOW)
    resolve(raised(), ALARM.id, "dismissed", "auditor", involved, NOW)
    with pytest.raises(WrongState):
        resolve(raised(alarms=(replace(ALARM, state="resolved"),)), ALARM.id, "dismissed", "auditor", involved, NOW)


@pytest.mark.parametrize(
    ("outcome", "corrected", "state", "refused"),
    [
        ("attended_complied", [], "active", True),
        ("attended_complied", ["proposed"], "active", False),
        ("attended_complied", ["approved"], "active", False),
        ("attended_complied", ["rejected", "earlier"], "active", True),
        ("attended_complied", [], "revoked", False),
        ("attended_failed_to_comply", [], "active", False),
        ("unacceptable_absence", [], "active", False),
        (None, [], "active", False),
    ],
)
def test_a_confirmed_alarm_comes_with_a_correction_where_minutes_count(
    outcome: Any, corrected: list[str], state: Any, refused: bool
) -> None:
    stand: Any = {"earlier": "approved"}
    corrections = tuple(
        Correction(
            *(uid(40 + number), uid(7), "acceptable_absence", None, None, "sup", stand.get(name, name)),
            decided_at=NOW - timedelta(days=1) if name == "earlier" else NOW,
        )
        for number, name in enumerate(corrected)
    )
    known = raised(sentence(state=state), attendance(outcome=outcome), corrections=corrections)
    if refused:
        with pytest.raises(errors.CorrectionNeeded):
            resolve(known, ALARM.id, "confirmed", "auditor", set(), NOW)
    else:
        resolve(known, ALARM.id, "confirmed", "auditor", set(), NOW)
    resolve(known, ALARM.id, "dismissed", "auditor", set(), NOW)


def test_a_confirmed_alarm_and_its_correction_are_one_act() -> None:
    fix = Correction(uid(40), uid(7), "acceptable_absence", None, None, "auditor")
    known = raised(sentence(state="active", credited_minutes=3600), replace(visit(7, DAY), credited_minutes=240))
    done = resolve(known, ALARM.id, "confirmed", "auditor", set(), NOW, fix)
    assert [event.type.removeprefix("community-service.") for event in done.events] == [
        "record.correction-proposed",
        "misuse.resolved",
    ]
    assert (done.case.open_alarms, done.case.open_corrections, done.case.sentence.state) == (0, 1, "active")


@pytest.mark.parametrize(
    ("credited", "open_items", "state", "facts"),
    [(3600, 0, "completed", 2), (3600, 1, "active", 1), (3599, 0, "active", 1), (3700, 0, "completed", 2)],
)
def test_the_last_open_item_completes_what_is_served(credited: int, open_items: int, state: str, facts: int) -> None:
    others = tuple(replace(ALARM, id=uid(31 + number)) for number in range(open_items))
    served = sentence(state="active", credited_minutes=credited)
    known = raised(served, visit(7, DAY), alarms=(ALARM, *others))
    done = resolve(known, ALARM.id, "dismissed", "auditor", set(), NOW)
    assert (done.case.sentence.state, len(done.events)) == (state, facts)
    fact = done.events[0].public()
    assert (fact["remaining_minutes"], fact["open_alarms"]) == (3600 - credited, open_items)
