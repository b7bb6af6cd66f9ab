"""Holidays, joint leave and decrees; the working days of a child, and work in good faith (C2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.community_service.domain.attendance import check_in, check_out, record_absence, sign_off
from services.community_service.domain.calendar import at
from services.community_service.domain.cases import Case, Correction
from services.community_service.domain.corrections import approve, propose
from services.community_service.domain.holidays import (
    is_working_day,
    next_revision,
    why_not_counted,
    working_days,
)
from services.community_service.domain.placements import Place, confirm
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Problem, Proposal
from services.community_service.domain.sessions import Attendance
from services.community_service.domain.sites import Details, Slot
from services.community_service.errors.holidays import ChildNoWorkingDay, LaterDecreeHolds, NobodyExpected
from services.community_service.rules import BOOK, Limits
from shared.errors import RulesBroken
from shared.holidays import Calendar, DayKind, DayOff, Decree, Decreed, usual
from shared.periods import Period
from shared.rules import RuleBook
from tests.unit.community_service.cases import (
    NOTHING,
    NOW,
    QUIET,
    case,
    child_verdict,
    place,
    sentence,
    uid,
    with_at_hand,
)
from tests.unit.community_service.cases import plan as planned
from tests.unit.community_service.situations import child, judge, make_problem, offer, show, slot

OLD = BOOK.sets[0].child_day
RULE = OLD.model_copy(
    update={"working_days": frozenset(range(1, 6)), "no_work_on": frozenset({"public_holiday", "joint_leave"})}
)
LIMITS: Limits = BOOK.first.model_copy(update={"child_day": RULE})
SKB = Decree("1497/2025, 2/2025 dan 5/2025", date(2025, 9, 19), "SKB 3 Menteri")
NO_DECREE = Calendar()
LONG_AGO = datetime(2025, 10, 1, tzinfo=UTC)
LATER = datetime(2026, 12, 1, tzinfo=UTC)
DAY = date(2026, 4, 14)
"""A Tuesday that nobody speaks of."""


def said(kind: DayKind, decree: Decree = SKB, recorded_at: datetime = LONG_AGO, name: str = "Hari libur") -> Decreed:
    return Decreed(DayOff(kind, name), decree, recorded_at)


def decreed(days: Mapping[date, DayKind], recorded_at: datetime = LONG_AGO) -> Calendar:
    return Calendar({on: [said(kind, recorded_at=recorded_at)] for on, kind in days.items()})


# The calendar


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        pytest.param("2026-08-17", "public_holiday", "Hari Kemerdekaan Republik Indonesia", id="Independence Day"),
        pytest.param("2026-03-21", "public_holiday", "Hari Raya Idul Fitri", id="Idul Fitri"),
        pytest.param("2026-03-20", "joint_leave", "Cuti Bersama Hari Raya Idul Fitri", id="the day before it"),
        pytest.param("2026-03-23", "joint_leave", "Cuti Bersama Hari Raya Idul Fitri", id="the Monday after it"),
    ],
)
def test_what_is_usual_is_indonesian(on: str, kind: DayKind, name: str) -> None:
    assert usual(date.fromisoformat(on)) == DayOff(kind, name)


@pytest.mark.parametrize("on", [date(2026, 3, 25), DAY, date(1900, 1, 1), date(2200, 1, 1)])
def test_an_ordinary_day_is_not_off(on: date) -> None:
    assert usual(on) is None


def test_a_decree_overrides_the_estimate_in_both_directions() -> None:
    """An estimated feast moves by one day."""
    feast, real = date(2027, 3, 10), date(2027, 3, 15)
    assert usual(feast) == DayOff("public_holiday", "Hari Raya Idul Fitri (perkiraan)")
    calendar = decreed({feast: "working_day", real: "public_holiday"})
    assert (calendar.off(feast), calendar.off(real)) == (None, DayOff("public_holiday", "Hari libur"))
    assert calendar.off(date(2027, 3, 11)) == usual(date(2027, 3, 11)), "other days stay as they are"


def test_a_decree_turns_joint_leave_into_a_holiday() -> None:
    day = date(2026, 3, 20)
    assert decreed({day: "public_holiday"}).off(day) == DayOff("public_holiday", "Hari libur")


def test_the_latest_revision_holds_and_earlier_ones_are_known() -> None:
    first, second = said("public_holiday"), said("working_day", recorded_at=LATER)
    calendar = Calendar({DAY: [first, second]})
    assert calendar.off(DAY) is None
    assert calendar.latest(DAY) == second
    assert calendar.latest(DAY, known_at=LATER - timedelta(seconds=1)) == first
    assert calendar.latest(DAY, known_at=LONG_AGO) == first
    assert calendar.latest(DAY, known_at=LONG_AGO - timedelta(seconds=1)) is None


NEWER = Decree("7/2026", date(2026, 2, 1), "Presiden")


def revise(before: Decreed | None, kind: DayKind, decree: Decree, *, corrects: bool = False) -> Decreed | None:
    calendar = Calendar({DAY: [before]} if before else {})
    return next_revision(calendar, DAY, DayOff(kind, "Hari libur"), decree, corrects=corrects, now=LATER)


def test_the_same_decree_again_changes_nothing() -> None:
    assert revise(said("joint_leave"), "joint_leave", SKB) is None


def test_a_typing_error_is_corrected_under_the_same_decree() -> None:
    assert revise(said("joint_leave"), "public_holiday", SKB) == said("public_holiday", recorded_at=LATER)


def test_a_later_decree_holds_whatever_the_order_of_recording() -> None:
    assert revise(said("joint_leave"), "working_day", NEWER) == said("working_day", NEWER, LATER)
    with pytest.raises(LaterDecreeHolds) as refused:
        revise(said("working_day", NEWER), "joint_leave", SKB)
    for language in ("id", "en"):
        assert "7/2026" in refused.value.message(language)


def test_a_decree_recorded_with_a_wrong_date_is_corrected() -> None:
    wrong = replace(SKB, decreed_on=date(2026, 9, 19))
    assert revise(said("joint_leave", wrong), "joint_leave", SKB, corrects=True) == said("joint_leave", SKB, LATER)


# Sites


@pytest.mark.parametrize(
    ("holidays", "joint_leave", "kind", "closed"),
    [
        pytest.param(False, False, "public_holiday", True, id="closed on holidays"),
        pytest.param(False, False, "joint_leave", True, id="closed on joint leave"),
        pytest.param(False, True, "joint_leave", False, id="works on joint leave"),
        pytest.param(False, True, "public_holiday", True, id="works on joint leave but not on holidays"),
        pytest.param(True, False, "public_holiday", False, id="works on holidays"),
        pytest.param(True, False, "joint_leave", True, id="works on holidays but not on joint leave"),
        pytest.param(False, False, "working_day", False, id="no day off any more"),
    ],
)
def test_a_site_says_on_which_days_off_it_works(holidays: bool, joint_leave: bool, kind: DayKind, closed: bool) -> None:
    details = Details(holidays, joint_leave, calendar=decreed({DAY: kind}))
    assert details.closed_on(DAY) == ("Hari libur" if closed else None)


def test_a_sites_own_closed_day_comes_first() -> None:
    details = Details(closed_days={DAY: "banjir"}, calendar=decreed({DAY: "working_day"}))
    assert details.closed_on(DAY) == "banjir"


# Working days of a child


@pytest.mark.parametrize(
    ("on", "days", "works"),
    [
        pytest.param("2026-04-13", {}, True, id="C2: Monday"),
        pytest.param("2026-04-17", {}, True, id="C2: Friday"),
        pytest.param("2026-04-18", {}, False, id="C2: Saturday is no working day"),
        pytest.param("2026-04-19", {}, False, id="C2: nor is Sunday"),
        pytest.param("2026-04-03", {}, False, id="C2: nor is Good Friday"),
        pytest.param("2026-03-23", {}, False, id="C2: nor is joint leave"),
        pytest.param("2026-04-14", {"2026-04-14": "public_holiday"}, False, id="C2: nor is a decreed holiday"),
        pytest.param("2026-04-03", {"2026-04-03": "working_day"}, True, id="C2: a holiday that was moved away"),
        pytest.param("2026-04-18", {"2026-04-18": "working_day"}, False, id="C2: a decree makes no Saturday a Monday"),
    ],
)
def test_a_working_day(on: str, days: dict[str, DayKind], works: bool) -> None:
    calendar = decreed({date.fromisoformat(day): kind for day, kind in days.items()})
    assert is_working_day(date.fromisoformat(on), RULE, calendar) is works


def test_120_hours_at_3_hours_a_working_day_need_40_working_days() -> None:
    period = Period(date(2026, 8, 26), date(2026, 10, 20))
    assert (period.days, working_days(period, RULE, Calendar())) == (56, 40)


def test_under_the_first_rules_every_day_was_a_day_for_a_child() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert working_days(march, OLD, decreed({DAY: "public_holiday"})) == 31


kinds: st.SearchStrategy[DayKind] = st.sampled_from(get_args(DayKind))
some_day = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.dictionaries(some_day, kinds, max_size=30).map(lambda days: decreed(days))  # noqa: PLW0108 it has a default


@given(some_day, some_day, calendars)
def test_working_days_are_at_most_five_a_week_and_never_negative(since: date, until: date, calendar: Calendar) -> None:
    period = Period(since, until)
    found = working_days(period, RULE, calendar)
    assert 0 <= found <= max(0, period.days)
    assert found <= 5 * -(-max(0, period.days) // 7)


@given(some_day, st.integers(0, 200), st.integers(0, 200), calendars)
def test_two_parts_of_a_period_have_the_working_days_of_the_whole(
    since: date, first: int, second: int, calendar: Calendar
) -> None:
    middle, until = since + timedelta(days=first), since + timedelta(days=first + second)
    parts = [Period(since, middle), Period(middle + timedelta(days=1), until)]
    assert sum(working_days(part, RULE, calendar) for part in parts) == working_days(
        Period(since, until), RULE, calendar
    )


@given(some_day, st.integers(0, 200), calendars, some_day, kinds)
def test_one_decree_moves_one_day_and_no_other(
    since: date, length: int, calendar: Calendar, on: date, kind: DayKind
) -> None:
    period = Period(since, since + timedelta(days=length))
    more = Calendar({**calendar.decreed, on: [*calendar.decreed.get(on, ()), said(kind, recorded_at=LATER)]})
    before, after = working_days(period, RULE, calendar), working_days(period, RULE, more)
    assert abs(after - before) <= (on in period)
    if kind != "working_day":
        assert after <= before, "a day off gives no working day"
    else:
        assert after >= before, "and its end takes none"


# Placement and planning

AFTERNOONS = tuple(Slot(uid(20 + day), day, time(14), time(17), 5) for day in range(1, 8))


def at_site(calendar: Calendar = NO_DECREE, **details: Any) -> Place:
    """A site that never rests: only the child's own rule keeps a child from it."""
    working = {"works_on_holidays": True, "works_on_joint_leave": True} | details
    return replace(place(slots=AFTERNOONS), details=Details(calendar=calendar, **working))


def refused(on: str, where: Place, rules: Limits = LIMITS, who: Any = None) -> list[str]:
    try:
        confirm(who or sentence(child_verdict()), where, [planned(on, "14:00", "17:00")], NOTHING, rules, uid(8), NOW)
    except RulesBroken as broken:
        return [each.slug for each in broken.broken]
    return []


@pytest.mark.parametrize(
    ("on", "calendar", "slugs"),
    [
        pytest.param("2026-04-14", Calendar(), [], id="C2: a child is placed on a Tuesday afternoon"),
        pytest.param("2026-04-18", Calendar(), ["child-no-working-day"], id="C2: never on a Saturday"),
        pytest.param("2026-04-19", Calendar(), ["child-no-working-day"], id="C2: never on a Sunday"),
        pytest.param("2026-04-03", Calendar(), ["child-no-working-day"], id="C2: never on a public holiday"),
        pytest.param("2026-03-24", Calendar(), ["child-no-working-day"], id="C2: never on joint leave"),
        pytest.param(
            "2026-04-14",
            decreed({DAY: "public_holiday"}),
            ["child-no-working-day"],
            id="C2: never on a decreed holiday",
        ),
        pytest.param(
            "2026-04-03", decreed({date(2026, 4, 3): "working_day"}), [], id="C2: on the day that a holiday has left"
        ),
    ],
)
def test_a_child_is_placed_on_working_days_only(on: str, calendar: Calendar, slugs: list[str]) -> None:
    assert refused(on, at_site(calendar)) == slugs


def test_an_adult_may_serve_on_a_saturday_and_on_a_holiday_where_the_site_works() -> None:
    who = sentence()
    assert refused("2026-04-18", at_site(), who=who) == []
    assert refused("2026-04-03", at_site(), who=who) == []
    assert refused("2026-04-03", at_site(works_on_holidays=False), who=who) == ["site-closed-that-day"]


def test_a_sentence_under_the_first_rules_keeps_its_saturdays() -> None:
    assert refused("2026-04-18", at_site(), BOOK.sets[0]) == []


def test_the_refusal_names_rule_and_day() -> None:
    with pytest.raises(RulesBroken) as broken:
        confirm(
            *(sentence(child_verdict()), at_site(), [planned("2026-04-18", "14:00", "17:00")], NOTHING, LIMITS),
            *(uid(8), NOW),
        )
    (refusal,) = broken.value.broken
    assert (refusal.rule, "Sabtu / Saturday" in refusal.message()) == ("C2", True)


def child_problem(calendar: Calendar, hours: int = 9) -> Problem:
    details = Details(works_on_holidays=True, works_on_joint_leave=True, calendar=calendar)
    slots = [slot(30 + day, day, "14:00", "17:00") for day in range(1, 8)]
    return replace(make_problem(child(hours), offer(3, *slots, details=details)), limits=LIMITS)


def test_a_childs_plan_passes_over_weekend_holiday_and_joint_leave() -> None:
    start = datetime(2026, 3, 16, 12, tzinfo=UTC)
    problem = replace(child_problem(decreed({date(2026, 3, 26): "public_holiday"}), 12), now=start)
    assert [each[:5] for each in show(plan(problem))] == ["03-17", "03-25", "03-27", "03-30"]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.dates(date(2026, 3, 2), date(2026, 4, 30)), kinds, max_size=40), st.integers(7, 40))
def test_a_childs_plan_has_working_days_only_and_placement_takes_all_of_it(
    days: dict[date, DayKind], hours: int
) -> None:
    problem = child_problem(calendar := decreed(days), hours)
    answer = plan(problem)
    if isinstance(answer, Proposal):
        judge(problem, answer)
        assert all(is_working_day(each.on, RULE, calendar) for each in answer.sessions)


# What was done, and decrees that come later


@pytest.fixture(autouse=True)
def _the_rules_of_working_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.community_service.domain.cases.BOOK", RuleBook((LIMITS,)))


def booked(on: date = DAY, calendar: Calendar = NO_DECREE, *, adult: bool = False) -> Case:
    starts = at(on, time(14))
    session = Attendance(uid(7), uid(8), uid(3), starts, starts + timedelta(hours=3), slot_id=uid(11))
    return case(sentence() if adult else sentence(child_verdict()), session, calendar=calendar)


def worked(known: Case) -> Case:
    session = known.session
    arrived = check_in(known, session.starts_at, "sup", LATER).case
    return check_out(arrived, session.ends_at, "attended_complied", "sup", LATER).case


BEFORE, DURING, AFTER = at(DAY, time(8)), at(DAY, time(15)), at(DAY, time(20))


@pytest.mark.parametrize(
    ("revisions", "counts"),
    [
        pytest.param([], True, id="C2: nobody speaks of the day"),
        pytest.param([("public_holiday", BEFORE)], False, id="C2: a holiday since the morning"),
        pytest.param([("joint_leave", BEFORE)], False, id="C2: joint leave since the morning"),
        pytest.param([("public_holiday", DURING)], True, id="C2: a holiday recorded during the work"),
        pytest.param([("public_holiday", AFTER)], True, id="C2: a holiday recorded after the work"),
        pytest.param([("working_day", BEFORE)], True, id="C2: a decree says that it is no holiday"),
        pytest.param([("public_holiday", BEFORE), ("working_day", AFTER)], True, id="C2: the holiday was taken back"),
        pytest.param(
            [("working_day", BEFORE), ("public_holiday", AFTER)], True, id="C2: the holiday came back too late"
        ),
        pytest.param(
            [("public_holiday", BEFORE), ("working_day", DURING), ("joint_leave", AFTER)],
            False,
            id="C2: a day off before and a day off now",
        ),
    ],
)
def test_what_a_child_did_counts_if_it_was_done_in_good_faith(
    revisions: list[tuple[DayKind, datetime]], counts: bool
) -> None:
    calendar = Calendar({DAY: [said(kind, recorded_at=moment) for kind, moment in revisions]})
    assert (why_not_counted(DAY, at(DAY, time(14)), RULE, calendar) is None) is counts
    signed = sign_off(replace(worked(booked()), calendar=calendar), "pk", LATER)
    assert signed.case.session.credited_minutes == (180 if counts else 0)


def test_a_child_who_comes_on_a_holiday_is_sent_home_before_working_for_nothing() -> None:
    with pytest.raises(ChildNoWorkingDay):
        worked(booked(calendar=decreed({DAY: "public_holiday"})))
    with pytest.raises(ChildNoWorkingDay):
        worked(booked(date(2026, 4, 18)))
    assert worked(booked(calendar=decreed({DAY: "public_holiday"}), adult=True)).session.present_minutes == 180


def test_whoever_came_before_the_decree_stays_in_good_faith() -> None:
    """The child comes at 13:40, the decree is recorded at 13:50, the session begins at 14:00."""
    arrived = check_in(booked(), at(DAY, time(13, 40)), "sup", LATER).case
    left = check_out(arrived, at(DAY, time(17)), "attended_complied", "sup", LATER).case
    late = Calendar({DAY: [said("public_holiday", recorded_at=at(DAY, time(13, 50)))]})
    assert sign_off(replace(left, calendar=late), "pk", LATER).case.session.credited_minutes == 180


def test_a_correction_takes_nothing_away_that_was_worked_in_good_faith() -> None:
    signed = sign_off(worked(booked()), "pk", LATER).case
    late = replace(signed, calendar=decreed({DAY: "public_holiday"}, AFTER), entries=())
    longer = Correction(uid(70), uid(7), "attended_complied", at(DAY, time(14, 10)), at(DAY, time(17)), "clerk")
    corrected = approve(propose(late, longer, LATER).case, uid(70), "another", LATER).case
    assert corrected.session.credited_minutes == 170


def test_a_correction_gives_nothing_for_a_holiday() -> None:
    known = booked(calendar=decreed({DAY: "public_holiday"}))
    missed = record_absence(known, "acceptable_absence", "libur", "sup", LATER).case
    signed = sign_off(missed, "pk", LATER).case
    came = Correction(uid(70), uid(7), "attended_complied", at(DAY, time(14)), at(DAY, time(17)), "clerk")
    corrected = approve(propose(signed, came, LATER).case, uid(70), "another", LATER).case
    assert corrected.session.credited_minutes == 0


def test_nobody_fails_by_staying_away_on_a_closed_day() -> None:
    holiday = booked(calendar=decreed({DAY: "public_holiday"}))
    closed = replace(booked(adult=True), surroundings=replace(QUIET, closed="Hari libur"))
    for known in (holiday, closed):
        with pytest.raises(NobodyExpected):
            record_absence(known, "unacceptable_absence", None, "sup", LATER)
        excused = record_absence(known, "acceptable_absence", "libur", "sup", LATER).case
        assert excused.session.outcome == "acceptable_absence"
        with pytest.raises(NobodyExpected):
            propose(excused, Correction(uid(70), uid(7), "unacceptable_absence", None, None, "clerk"), LATER)


def test_an_absence_before_the_decree_stays_what_it_was() -> None:
    known = booked(calendar=decreed({DAY: "public_holiday"}, AFTER))
    missed = record_absence(known, "unacceptable_absence", None, "sup", LATER).case
    assert missed.session.outcome == "unacceptable_absence"


# Seconds


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), min_size=10, max_size=10), st.integers(1, 8))
def test_ten_sessions_begun_and_ended_some_seconds_off_finish_the_sentence(
    off: list[tuple[int, int]], hours: int
) -> None:
    """Row by row as in life: each session is signed off, and the tenth one completes the sentence, no day more."""
    first = at(date(2026, 3, 2), time(8))
    sessions = [
        Attendance(uid(100 + n), uid(8), uid(3), starts, starts + timedelta(hours=hours), slot_id=uid(11))
        for n in range(10)
        if (starts := first + timedelta(days=n))
    ]
    who = sentence(required_minutes=10 * hours * 60, daily_cap_minutes=hours * 60)
    known = case(who, *sessions)
    for session, (late, early) in zip(sessions, off, strict=True):
        assert known.sentence.state != "completed"
        known = with_at_hand(known, session)
        came, left = session.starts_at + timedelta(seconds=late), session.ends_at - timedelta(seconds=early)
        known = check_out(check_in(known, came, "sup", LATER).case, left, "attended_complied", "sup", LATER).case
        known = replace(sign_off(known, "pk", LATER).case, entries=(), raised=(), alarms=())
        known = (
            known.with_sentence(replace(known.sentence, state="active")) if known.sentence.remaining_minutes else known
        )
    assert known.sentence.remaining_minutes == 0


@given(st.integers(0, 59), st.integers(0, 7200), st.integers(0, 59))
def test_rounding_never_takes_a_whole_minute_that_the_person_was_there(late: int, there: int, second: int) -> None:
    session = booked(adult=True).session
    came = session.starts_at + timedelta(minutes=late, seconds=second)
    seen = replace(session, checked_in_at=came, checked_out_at=came + timedelta(seconds=there))
    assert seen.present_minutes >= there // 60
