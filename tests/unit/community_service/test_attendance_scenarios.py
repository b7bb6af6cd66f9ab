"""Attendance arithmetic by name. Local times (Asia/Jayapura, UTC+9); a day of 8 hours unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from services.community_service.domain.attendance import check_in, check_out, record_absence, sign_off
from services.community_service.domain.calendar import at
from services.community_service.domain.cases import Alarm, Case, Correction
from services.community_service.domain.corrections import approve, reject
from services.community_service.domain.sessions import Attendance
from services.community_service.errors import attendance as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.corrections import SecondApproverNeeded
from services.community_service.errors.placements import OutsideSentencePeriod
from services.community_service.events import Outcome
from shared.clock import local_day
from shared.periods import Period
from tests.unit.community_service.cases import QUIET, case, sentence, served, uid

LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Scenario:
    """A session from `starts` to `ends`, the person there from `since` to `until`; what it must credit, and why."""

    name: str
    minutes: int
    on: str = "2026-03-02"
    starts: str = "08:00"
    ends: str = "12:00"
    since: str = "08:00"
    until: str = "12:00"
    cap: int = 480
    of_day: int = 0
    remaining: int = 3600
    outcome: Outcome = "attended_complied"
    why: str = ""


SCENARIOS = [
    Scenario("ATTENDANCE-01", 240, why="a whole session"),
    Scenario("ATTENDANCE-02", 240, since="08:00:59", why="seconds late cost nothing"),
    Scenario("ATTENDANCE-03", 240, until="11:59:01", why="seconds early cost nothing"),
    Scenario("ATTENDANCE-04", 239, since="08:01", why="a minute late is a minute less"),
    Scenario("ATTENDANCE-05", 238, since="08:01:59", until="11:59", why="and so is a minute early"),
    Scenario("ATTENDANCE-06", 240, since="07:00", until="13:00", why="before and after the schedule never count"),
    Scenario("ATTENDANCE-07", 240, since="07:59:59", until="12:00:01", why="nor does a second before and after"),
    Scenario("ATTENDANCE-08", 1, since="08:00:58", until="08:00:59", why="the minute of coming and going is whole"),
    Scenario("ATTENDANCE-09", 1, since="08:00", until="08:01", why="60 seconds are one minute"),
    Scenario("ATTENDANCE-10", 0, since="08:00", until="08:00", why="in and out at once"),
    Scenario("ATTENDANCE-11", 0, since="07:00", until="07:59", why="gone before it began"),
    Scenario("ATTENDANCE-12", 0, since="07:00", until="08:00", why="gone as it began"),
    Scenario("ATTENDANCE-13", 1, since="11:59", until="13:00", why="the last minute of it"),
    Scenario("ATTENDANCE-14", 1, since="11:59:59", until="13:00", why="its last second is in its last minute"),
    Scenario("ATTENDANCE-15", 240, cap=240, why="K5: a day's cap reached to the minute"),
    Scenario("ATTENDANCE-16", 239, cap=240, of_day=1, why="K5: one minute was credited before on that day"),
    Scenario("ATTENDANCE-17", 1, cap=240, of_day=239, why="K5: one minute is left of the day"),
    Scenario("ATTENDANCE-18", 0, cap=240, of_day=240, why="K5: nothing is left of the day"),
    Scenario("ATTENDANCE-19", 180, cap=180, why="C2: a child's three hours"),
    Scenario("ATTENDANCE-20", 240, remaining=240, why="K4: the last minute of the sentence"),
    Scenario("ATTENDANCE-21", 239, remaining=239, why="K4: never above what remains"),
    Scenario("ATTENDANCE-22", 1, remaining=1, why="K4: one minute remains"),
    Scenario("ATTENDANCE-23", 0, remaining=0, why="K4: nothing remains"),
    Scenario("ATTENDANCE-24", 0, remaining=-60, why="more is served than a changed verdict asks: nothing is added"),
    Scenario("ATTENDANCE-25", 60, remaining=100, cap=480, of_day=420, why="the least of the three decides: the day"),
    Scenario(
        "ATTENDANCE-26", 50, remaining=50, cap=480, of_day=420, why="the least of the three decides: what remains"
    ),
    Scenario(
        "ATTENDANCE-27", 30, remaining=50, cap=480, of_day=420, until="08:30", why="the least of the three: presence"
    ),
    Scenario(
        "ATTENDANCE-28", 119, starts="22:00", ends="23:59", since="22:00", until="23:59:59", why="to the end of the day"
    ),
    Scenario(
        "ATTENDANCE-29", 60, starts="00:00", ends="01:00", since="00:00", until="01:00", why="from local midnight on"
    ),
    Scenario("ATTENDANCE-30", 240, on="2026-03-31", why="the last day of a month"),
    Scenario("ATTENDANCE-31", 240, on="2026-04-01", why="the first day of a month, which is March in UTC"),
    Scenario("ATTENDANCE-32", 240, on="2027-01-01", why="the first day of a year, which is December in UTC"),
    Scenario("ATTENDANCE-33", 240, on="2028-02-29", why="leap day"),
    Scenario("ATTENDANCE-34", 240, on="2028-03-01", why="the day after it, which is leap day in UTC"),
    Scenario("ATTENDANCE-35", 480, ends="16:00", until="16:00", why="K5: eight hours"),
    Scenario("ATTENDANCE-36", 480, ends="17:00", until="17:00", why="K5: of nine hours eight count"),
    Scenario("ATTENDANCE-37", 0, outcome="attended_failed_to_comply", why="present without complying"),
]


def local(on: str, clock: str) -> datetime:
    return at(date.fromisoformat(on), time.fromisoformat(clock))


def session(s: Scenario) -> Attendance:
    starts, ends = local(s.on, s.starts), local(s.on, s.ends)
    return Attendance(uid(7), uid(8), uid(3), starts, ends, slot_id=uid(11))


def scheduled(s: Scenario) -> Case:
    """The case with this session at hand, and another one that was credited on that day."""
    period = Period(date(2026, 1, 1), date(2028, 12, 31))
    running = sentence(credited_minutes=3600 - s.remaining, state="active", period=period)
    earlier = replace(session(s), session_id=uid(6), state="signed_off", credited_minutes=s.of_day)
    return case(running, session(s), earlier, caps={date.fromisoformat(s.on): s.cap})


def recorded(s: Scenario) -> Case:
    outcome: Any = s.outcome
    arrived = check_in(scheduled(s), local(s.on, s.since), "sup", LONG_AFTER).case
    return check_out(arrived, local(s.on, s.until), outcome, "sup", LONG_AFTER).case


@pytest.mark.parametrize("s", SCENARIOS, ids=[s.name for s in SCENARIOS])
def test_what_a_session_credits(s: Scenario) -> None:
    outcome: Any = s.outcome
    arrived = check_in(scheduled(s), local(s.on, s.since), "sup", LONG_AFTER).case
    left = check_out(arrived, local(s.on, s.until), outcome, "sup", LONG_AFTER)
    (fact,) = left.events
    assert local_day(left.case.session.starts_at) == date.fromisoformat(s.on)
    done = sign_off(left.case, "pk", LONG_AFTER)
    signed, after = done.case.session, done.case.sentence
    assert signed.credited_minutes == s.minutes, s.why
    assert after.remaining_minutes == s.remaining - s.minutes
    assert (signed.state, fact.public()["outcome"]) == ("signed_off", s.outcome)
    assert done.events[0].public()["session_credited_minutes"] == s.minutes
    assert (after.state == "completed") == (s.remaining - s.minutes <= 0)


@pytest.mark.parametrize(
    ("name", "on", "clock", "refused"),
    [
        ("ATTENDANCE-40", "2026-03-01", "23:59:59", True),
        ("ATTENDANCE-41", "2026-03-02", "00:00:00", False),
        ("ATTENDANCE-42", "2026-03-02", "11:59:59", False),
        ("ATTENDANCE-43", "2028-02-28", "08:00", True),
        ("ATTENDANCE-44", "2028-02-29", "08:00", True),
    ],
)
def test_the_day_is_the_local_one(name: str, on: str, clock: str, refused: bool) -> None:
    plain = scheduled(Scenario(name, 0))
    if refused:
        with pytest.raises(errors.NotOnTheDay):
            check_in(plain, local(on, clock), "sup", LONG_AFTER)
    else:
        arrived = check_in(plain, local(on, clock), "sup", LONG_AFTER).case
        assert arrived.session.checked_in_at == local(on, clock)


@pytest.mark.parametrize(
    ("on", "clock"),
    [("2026-03-02", "23:59"), ("2026-03-03", "00:00"), ("2026-03-03", "00:05"), ("2026-03-03", "05:59")],
)
def test_attendance_45_leaving_after_midnight_is_recorded_as_it_was_and_counts_to_the_end(on: str, clock: str) -> None:
    late = Scenario("ATTENDANCE-45", 0, starts="22:00", ends="23:59")
    arrived = check_in(scheduled(late), local(late.on, "22:00"), "sup", LONG_AFTER).case
    left = check_out(arrived, moment := local(on, clock), "attended_complied", "sup", LONG_AFTER).case
    assert (left.session.checked_out_at, left.session.present_minutes, left.session.on) == (moment, 119, MONDAY)


def test_attendance_45_the_whole_night_is_too_long_and_the_refusal_says_what_to_record() -> None:
    late = Scenario("ATTENDANCE-45", 0, starts="22:00", ends="23:59")
    arrived = check_in(scheduled(late), local(late.on, "22:00"), "sup", LONG_AFTER).case
    with pytest.raises(errors.TooLongAfterMidnight) as refused:
        check_out(arrived, local("2026-03-03", "06:00"), "attended_complied", "sup", LONG_AFTER)
    for language in ("id", "en"):
        for moment in ("2026-03-03 06:00", "2026-03-03 05:59", "2026-03-02 23:59"):
            assert moment in refused.value.message(language)


def test_attendance_45_a_morning_session_is_not_left_after_midnight() -> None:
    """The hours count from the session's end, not from midnight."""
    arrived = check_in(scheduled(Scenario("ATTENDANCE-45", 0)), local("2026-03-02", "08:00"), "sup", LONG_AFTER).case
    with pytest.raises(errors.TooLongAfterMidnight):
        check_out(arrived, local("2026-03-03", "00:05"), "attended_complied", "sup", LONG_AFTER)


def test_attendance_45_nobody_leaves_in_the_future_nor_arrives_after_midnight() -> None:
    late = Scenario("ATTENDANCE-45", 0, starts="22:00", ends="23:59")
    arrived = check_in(scheduled(late), local(late.on, "22:00"), "sup", LONG_AFTER).case
    with pytest.raises(errors.TimeInFuture):
        check_out(arrived, local("2026-03-03", "00:05"), "attended_complied", "sup", local("2026-03-03", "00:04"))
    with pytest.raises(errors.NotOnTheDay):
        check_in(scheduled(late), local("2026-03-03", "00:05"), "sup", LONG_AFTER)


@pytest.mark.parametrize("state", ["completed", "revoked", "closed"])
def test_attendance_46_a_sentence_that_has_ended_takes_no_attendance(state: Any) -> None:
    plain = scheduled(Scenario("", 0))
    ended = plain.with_sentence(replace(plain.sentence, state=state))
    with pytest.raises(WrongState):
        check_in(ended, ended.session.starts_at, "sup", LONG_AFTER)
    with pytest.raises(WrongState):
        record_absence(ended, "unacceptable_absence", None, "sup", LONG_AFTER)


def test_attendance_47_a_day_out_of_the_period_takes_none_and_the_refusal_names_it() -> None:
    plain = scheduled(Scenario("", 0, cap=0))
    running = plain.with_sentence(replace(plain.sentence, period=Period(date(2026, 3, 3), date(2026, 5, 31))))
    with pytest.raises(OutsideSentencePeriod) as refused:
        check_in(running, running.session.starts_at, "sup", LONG_AFTER)
    assert (refused.value.rule, refused.value.article) == ("K8", "KUHP (UU 1/2023) art. 85(9)")
    with pytest.raises(OutsideSentencePeriod):
        record_absence(running, "unacceptable_absence", None, "sup", LONG_AFTER)


@pytest.mark.parametrize(
    ("open_item", "state"),
    [
        ({}, "completed"),
        ({"alarms": (Alarm(uid(30), "far_from_site", uid(6), uid(3), "6", 301, 300, LONG_AFTER),)}, "active"),
        ({"corrections": (Correction(uid(20), uid(6), "acceptable_absence", None, None, "sup"),)}, "active"),
        ({"surroundings": replace(QUIET, commercial=True)}, "active"),
    ],
)
def test_attendance_48_an_open_item_keeps_the_last_minute_from_completing(
    open_item: dict[str, Any], state: str
) -> None:
    left = replace(recorded(Scenario("", 240, remaining=240)), **open_item)
    done = sign_off(left, "pk", LONG_AFTER)
    after = done.case.sentence
    assert (done.case.session.credited_minutes, after.remaining_minutes, after.state) == (240, 0, state)
    types = [event.type.removeprefix("community-service.") for event in done.events]
    raised = ["misuse.suspected"] * ("surroundings" in open_item)
    completed = ["sentence.completed"] * (state == "completed")
    assert types == ["attendance.signed-off", *completed, *raised]


@pytest.mark.parametrize(
    ("name", "until", "signed", "remaining", "entries"),
    [
        ("CORRECTION-01", "11:00", [served(7, 240, 240)], 3360, [("reversal", -240), ("correction", 180)]),
        ("CORRECTION-02", "08:00", [served(7, 240, 240)], 3360, [("reversal", -240)]),
        ("CORRECTION-03", "12:00", [served(7, 240, 240)], 3360, []),
        ("CORRECTION-04", "12:00", [served(7, 60, 60)], 3540, [("reversal", -60), ("correction", 240)]),
        (
            "CORRECTION-05",
            "12:00",
            [served(7, 60, 60), served(9, 400, 400)],
            3140,
            [("reversal", -60), ("correction", 80)],
        ),
        ("CORRECTION-06", "12:00", [served(7, 60, 60)], 100, [("reversal", -60), ("correction", 160)]),
        ("CORRECTION-07", "12:00", [served(7, 60, 60)], 0, []),
        ("CORRECTION-08", "12:00", [served(7, 240, 100)], -60, []),
        (
            "CORRECTION-09",
            "09:00",
            [served(7, 240, 240), served(9, 300, 240)],
            3120,
            [("reversal", -240), ("correction", 60), ("restoration", 60)],
        ),
        (
            "CORRECTION-10",
            "09:00",
            [served(7, 240, 240), served(9, 240, 120, on=date(2026, 3, 3))],
            0,
            [("reversal", -240), ("correction", 60), ("restoration", 120)],
        ),
        (
            "CORRECTION-11",
            "11:30",
            [served(7, 240, 240), served(9, 240, 120, on=date(2026, 3, 3))],
            0,
            [("reversal", -240), ("correction", 210), ("restoration", 30)],
        ),
        (
            "CORRECTION-12",
            "11:30",
            [served(7, 240, 240), served(9, 240, 220, on=date(2026, 3, 3)), served(10, 240, 220, on=date(2026, 3, 4))],
            0,
            [("reversal", -240), ("correction", 210), ("restoration", 20), ("restoration", 10)],
        ),
    ],
)
def test_what_a_correction_moves(
    name: str, until: str, signed: list[Attendance], remaining: int, entries: list[tuple[str, int]]
) -> None:
    """The first of the sessions is corrected. It was there from 08:00 to 12:00."""
    plain = Scenario(name, 0, remaining=remaining)
    (before, *others), whole = signed, session(plain)
    at_hand = replace(before, ends_at=whole.ends_at, checked_in_at=whole.starts_at, checked_out_at=whole.ends_at)
    fix = replace(FIX, checked_out_at=local(plain.on, until), proposed_by="sup")
    blocked = Alarm(uid(30), "far_from_site", uid(7), uid(3), "7", 301, 300, LONG_AFTER)
    caps = {each.on: 480 for each in signed}
    known = case(scheduled(plain).sentence, at_hand, *others, caps=caps, corrections=(fix,), alarms=(blocked,))
    done = approve(known, fix.id, "second", LONG_AFTER).case
    assert [(entry.kind, entry.minutes) for entry in done.entries] == entries
    assert done.sentence.credited_minutes == known.sentence.credited_minutes + sum(minutes for _, minutes in entries)


def signed_session() -> Attendance:
    """On Monday from 08:00 to 12:00: checked in by one, recorded by another, signed off by a third, corrected once."""
    plain = Scenario("", 0)
    return replace(
        session(plain),
        state="signed_off",
        outcome="attended_complied",
        checked_in_at=local(plain.on, "08:00"),
        checked_out_at=local(plain.on, "12:00"),
        checked_in_by="first",
        recorded_by="sup",
        signed_off_by="pk",
        corrected_by="earlier",
    )


FIX = Correction(
    uid(20), uid(7), "attended_complied", local("2026-03-02", "08:00"), local("2026-03-02", "12:00"), "proposer"
)


def proposed(fix: Correction = FIX) -> Case:
    return case(scheduled(Scenario("", 0)).sentence, signed_session(), corrections=(fix,))


@pytest.mark.parametrize("hand", ["proposer", "first", "sup", "pk", "earlier"])
def test_correction_20_whoever_recorded_or_signed_it_off_does_not_decide(hand: str) -> None:
    for decide in (approve, reject):
        with pytest.raises(SecondApproverNeeded):
            decide(proposed(), FIX.id, hand, LONG_AFTER)


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_correction_21_a_decision_is_made_once(state: Any) -> None:
    for decide in (approve, reject):
        with pytest.raises(WrongState):
            decide(proposed(replace(FIX, state=state)), FIX.id, "second", LONG_AFTER)


@pytest.mark.parametrize(
    ("name", "until", "credited", "before", "state", "review"),
    [
        ("CORRECTION-22 it takes from a completed one", "11:00", 240, None, "completed", "open"),
        ("CORRECTION-23 it gives back what was missing", "12:00", 180, "open", "completed", None),
        ("CORRECTION-24 it gives back some of it", "11:30", 180, "open", "completed", "open"),
        ("CORRECTION-25 its completion stands, and it gives some", "11:30", 180, "stands", "completed", "stands"),
        ("CORRECTION-26 its completion stands, and it takes more", "10:00", 180, "stands", "completed", "open"),
    ],
)
def test_what_a_correction_means_for_a_completed_sentence(
    name: str, until: str, credited: int, before: Any, state: str, review: str | None
) -> None:
    fix = replace(FIX, checked_out_at=local("2026-03-02", until))
    running = scheduled(Scenario("", 0)).sentence
    ended = replace(running, credited_minutes=3360 + credited, state="completed", review=before)
    known = case(ended, replace(signed_session(), credited_minutes=credited), corrections=(fix,))
    done = approve(known, fix.id, "second", LONG_AFTER)
    assert (done.case.sentence.state, done.case.sentence.review) == (state, review), name
    assert done.events[0].public()["needs_decision"] == (review == "open")
    assert len(done.events) == 1, "it was completed before: that is not said again"


def test_correction_27_an_alarm_that_it_raises_keeps_the_case_open() -> None:
    """What it gives back would complete the sentence, but the hours it states are far out of the schedule."""
    fix = replace(FIX, checked_in_at=local("2026-03-02", "06:00"))
    running = replace(scheduled(Scenario("", 0)).sentence, credited_minutes=3360 + 180)
    known = case(running, replace(signed_session(), credited_minutes=180), corrections=(fix,), caps={MONDAY: 480})
    done = approve(known, fix.id, "second", LONG_AFTER)
    assert (done.case.sentence.remaining_minutes, done.case.sentence.state) == (0, "active")
    assert [event.type.removeprefix("community-service.") for event in done.events] == [
        "attendance.corrected",
        "misuse.suspected",
    ]
    again = approve(replace(known, alarms=done.case.raised), fix.id, "second", LONG_AFTER)
    assert again.case.raised == (), "the same cause is raised once"
