"""A changed verdict by name: the latest decision holds, every rule again, and nothing that was served is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service import justice
from services.community_service.domain.amendments import Judged, VerdictChange, amend, review, revoke
from services.community_service.domain.cases import Alarm, Case, Replaced
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import amendments as errors
from services.community_service.errors.cases import WrongState
from shared.errors import Refusal, RulesBroken
from tests.unit.community_service.cases import attendance, case, sentence, served, uid

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
ALARM = Alarm(uid(30), "far_from_site", uid(7), uid(3), "7", 301, 300, NOW)
JUDGED = Judged(date(2026, 2, 20), date(1990, 1, 1), date(2026, 1, 10), 48)
STARTED = replace(JUDGED, started=True)
CHILD = replace(STARTED, birth_date=date(2010, 5, 5))
NAMED = {"court_code": "pn-ambon", "verdict_number": "12/Pid.B/2026/PN Amb"}


def change(**changes: Any) -> justice.SentenceAmended:
    stated = {
        "change_number": "A1",
        "decided_on": "2026-04-01",
        "ground": "appeal",
        "hours": 60,
        "hours_per_day": 4,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "replaces": {"prison_months": 4},
        "sanctions": {"repeat_hours": 1},
    }
    return justice.SentenceAmended.model_validate(NAMED | stated | changes)


def fall(**changes: Any) -> justice.SentenceRevoked:
    stated = {"change_number": "R1", "decided_on": "2026-04-01", "reason": "cassation"}
    return justice.SentenceRevoked.model_validate(NAMED | stated | changes)


def known(who: Sentence, credited: int = 0, cut: int = 0, **changes: Any) -> Case:
    """A case with one session, signed off on 2 March, of which a cap had cut so many minutes."""
    session = served(7, credited + cut, credited, DAY)
    loaded = case(who, *([session] if credited else []), **({"caps": {DAY: 480}} | changes))
    return replace(loaded, at_hand=None, surroundings=None)


@pytest.mark.parametrize(
    ("name", "credited", "hours", "alarms", "state", "remaining"),
    [
        ("AMEND-01 more hours", 600, 80, 0, "active", 4200),
        ("AMEND-02 fewer hours, more than served", 600, 11, 0, "active", 60),
        ("AMEND-03 exactly what is served", 600, 10, 0, "completed", 0),
        ("AMEND-04 fewer than served: negative, plainly", 600, 8, 0, "completed", -120),
        ("AMEND-05 fewer than served, an alarm is open", 600, 8, 1, "active", -120),
    ],
)
def test_hours_against_what_is_served(
    name: str, credited: int, hours: int, alarms: int, state: str, remaining: int
) -> None:
    running = sentence(state="active", credited_minutes=credited)
    done = amend(known(running, credited, alarms=(ALARM,) * alarms), STARTED, change(hours=hours), NOW)
    assert (done.case.sentence.state, done.case.sentence.remaining_minutes) == (state, remaining), name
    assert done.case.sentence.credited_minutes == credited
    assert [e.type.rpartition(".")[2] for e in done.events] == ["amended"] + ["completed"] * (state == "completed")


@pytest.mark.parametrize(
    ("name", "before", "judged", "state"),
    [
        ("AMEND-06 completed, and more is asked now", "completed", STARTED, "active"),
        ("AMEND-07 never begun", "assigned", JUDGED, "assigned"),
        ("AMEND-08 revoked, and a later decision brings it back", "revoked", STARTED, "active"),
        ("AMEND-09 revoked before it began, and back", "revoked", JUDGED, "assigned"),
    ],
)
def test_the_state_after_a_change(name: str, before: Any, judged: Judged, state: str) -> None:
    before_it = known(sentence(state=before, credited_minutes=600), 600)
    assert amend(before_it, judged, change(hours=20), NOW).case.sentence.state == state, name


def test_amend_10_minutes_that_were_cut_have_room_now() -> None:
    ended = sentence(state="completed", credited_minutes=3600)
    done = amend(known(ended, 100, cut=200), STARTED, change(hours=61), NOW).case
    assert [(e.kind, e.minutes) for e in done.entries] == [("restoration", 60)]
    assert (done.sentence.state, done.sentence.credited_minutes) == ("completed", 3660)


@pytest.mark.parametrize(
    ("name", "judged", "stated", "repeat_minutes"),
    [
        ("AMEND-11 a repeat stays on top", STARTED, {"sanctions": {"repeat_hours": 20}}, 240),
        ("AMEND-40 no more than the new verdict orders", STARTED, {"sanctions": {"repeat_hours": 3}}, 180),
        ("AMEND-41 the new verdict orders none", STARTED, {"sanctions": {"prison_days": 30}}, 0),
        ("AMEND-42 a child repeats at most all of its hours", CHILD, {"hours": 7, "hours_per_day": 3}, 240),
    ],
)
def test_a_repeat_after_a_change(name: str, judged: Judged, stated: dict[str, Any], repeat_minutes: int) -> None:
    regime, repeated = ("child", 240) if judged is CHILD else ("adult", 240)
    who = sentence(state="active", required_minutes=3840, repeat_minutes=repeated, regime=regime)
    fields = {"hours": 20} | ({"sanctions": None} if judged is CHILD else {}) | stated
    after = amend(known(who), replace(judged, repeated_minutes=repeated), change(**fields), NOW).case.sentence
    assert (after.repeat_minutes, after.required_minutes) == (repeat_minutes, fields["hours"] * 60 + repeat_minutes), (
        name
    )


def test_amend_43_a_later_verdict_gives_back_at_most_what_was_decided() -> None:
    judged = replace(STARTED, repeated_minutes=240)
    running = known(sentence(state="active", required_minutes=3840, repeat_minutes=240))
    less = amend(running, judged, change(hours=20, sanctions={"repeat_hours": 1}), NOW).case
    again = change(change_number="A2", decided_on="2026-04-02", hours=20, sanctions={"repeat_hours": 20})
    assert [amend(each, judged, again, NOW).case.sentence.repeat_minutes for each in (less, running)] == [240, 240]


def test_amend_26_no_change_shortens_a_repeat() -> None:
    ordered = replace(STARTED, repeated_minutes=240, repeat_until=date(2026, 9, 30))
    running = known(sentence(state="active", required_minutes=3840, repeat_minutes=240))
    assert amend(running, ordered, change(), NOW).case.sentence.period.ends_on == date(2026, 9, 30)
    earlier = replace(STARTED, repeat_until=date(2026, 4, 30))
    assert amend(running, earlier, change(), NOW).case.sentence.period.ends_on == date(2026, 5, 31)


def test_amend_27_the_days_to_come_follow_the_new_terms_and_the_past_keeps_its_caps() -> None:
    past, today, ahead, out, back = (date(2026, month, day) for month, day in ((5, 4), (6, 1), (6, 8), (6, 29), (5, 5)))
    running = known(sentence(state="active"), caps={past: 240, today: 240, ahead: 240, out: 240, back: 0})
    stated = change(hours_per_day=3, hours=20, ends_on="2026-06-15")
    after = amend(running, STARTED, stated, NOW).case
    assert after.caps == {past: 240, today: 240, ahead: 180, out: 0, back: 180}


def test_amend_28_what_was_replaced_follows_the_new_verdict() -> None:
    stated = change(replaces={"fine_rupiah": 5_000_000})
    assert amend(known(sentence(state="active")), STARTED, stated, NOW).case.replaced == Replaced(0, 5_000_000)


def test_amend_29_a_revocation_frees_what_is_scheduled() -> None:
    ahead = attendance(starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=4))
    done = revoke(replace(case(sentence(), ahead), at_hand=None), JUDGED, fall(), NOW)
    assert [event.type.rpartition(".")[2] for event in done.events] == ["revoked", "cancelled"]
    assert [(each.session, each.cause) for each in done.case.cancelled] == [(ahead, "ended")]
    assert done.case.sessions == ()


@pytest.mark.parametrize(
    ("name", "stated", "judged", "slugs"),
    [
        ("AMEND-12 K4", {"hours": 241}, STARTED, {"hours-out-of-range"}),
        ("AMEND-13 C1", {"hours": 121, "hours_per_day": 3}, CHILD, {"child-hours-out-of-range"}),
        ("AMEND-14 C2", {"hours": 20}, CHILD, {"child-day-too-long"}),
        ("AMEND-15 K5, a day", {"hours_per_day": 9}, STARTED, {"day-too-long"}),
        ("AMEND-16 K5, the period", {"ends_on": "2026-09-02"}, STARTED, {"period-too-many-days"}),
        ("AMEND-17 K5, it does not fit", {"hours": 240, "hours_per_day": 2}, STARTED, {"does-not-fit-period"}),
        ("AMEND-18 K1", {"replaces": {"prison_days": 181}}, STARTED, {"replaced-prison-too-long"}),
        ("AMEND-19 K8", {"replaces": None}, STARTED, {"verdict-incomplete"}),
        ("AMEND-20 before the verdict", {"decided_on": "2026-02-19"}, STARTED, {"change-before-verdict"}),
        ("AMEND-21 not decided yet", {"decided_on": "2026-06-02"}, STARTED, {"verdict-in-future"}),
    ],
)
def test_every_rule_again(name: str, stated: dict[str, Any], judged: Judged, slugs: set[str]) -> None:
    with pytest.raises(RulesBroken) as refused:
        amend(known(sentence(state="active")), judged, change(**stated), NOW)
    assert {refusal.slug for refusal in refused.value.broken} == slugs, name
    assert all(refusal.article for refusal in refused.value.broken if refusal.rule)


def test_amend_22_after_a_breach_has_closed_it_nothing_brings_it_back_to_work() -> None:
    closed, ended = known(sentence(state="closed")), replace(STARTED, closed=True)
    with pytest.raises(WrongState):
        amend(closed, ended, change(), NOW)
    assert revoke(closed, ended, fall(), NOW).case.sentence.state == "revoked"


@pytest.mark.parametrize(
    ("stated", "refusal"),
    [({"decided_on": "2026-02-19"}, "change-before-verdict"), ({"decided_on": "2026-06-02"}, "verdict-in-future")],
)
def test_amend_23_a_revocation_has_a_sane_date(stated: dict[str, Any], refusal: str) -> None:
    with pytest.raises(RulesBroken) as refused:
        revoke(known(sentence()), JUDGED, fall(**stated), NOW)
    assert [each.slug for each in refused.value.broken] == [refusal]


@pytest.mark.parametrize(
    ("hours", "before", "state", "review_"),
    [
        (60, "open", "completed", "open"),
        (60, "stands", "completed", "stands"),
        (61, "stands", "active", None),
        (8, "open", "completed", None),
    ],
)
def test_amend_24_what_the_prosecutor_has_to_decide_is_not_decided_by_a_change(
    hours: int, before: Any, state: str, review_: str | None
) -> None:
    ended = known(sentence(state="completed", credited_minutes=3540, review=before), 3540)
    done = amend(ended, STARTED, change(hours=hours), NOW).case.sentence
    assert (done.state, done.review) == (state, review_)


def test_amend_25_a_review_is_decided_once() -> None:
    waiting = known(sentence(state="completed", credited_minutes=3540, review="open"))
    done = review(waiting, "reopened", NOW)
    (fact,), reopened = done.events, done.case.sentence
    assert (reopened.state, reopened.review, fact.public()["cause"]) == ("active", None, "reopened")
    stands = review(waiting, "completion_stands", NOW).case.sentence
    assert (stands.state, stands.review) == ("completed", "stands")
    for decided in (reopened, stands, sentence()):
        with pytest.raises(WrongState):
            review(known(decided), "reopened", NOW)


def applied(stated: VerdictChange, before: Case, judged: Judged) -> tuple[Case, Judged]:
    """As the command does it: what is older than the latest one changes nothing."""
    try:
        match stated:
            case justice.SentenceAmended():
                done = amend(before, judged, stated, NOW)
            case justice.SentenceRevoked():
                done = revoke(before, judged, stated, NOW)
    except errors.ChangeSuperseded:
        return before, judged
    stamp = (stated.decided_on, stated.change_number)
    latest = max(judged.latest or stamp, stamp)
    return done.case, replace(
        judged, latest=latest, terms=stamp if isinstance(stated, justice.SentenceAmended) else judged.terms
    )


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(8, 60), st.booleans()),
        min_size=1,
        max_size=4,
        unique_by=lambda c: c[0],
    )
)
def test_in_any_order_and_twice_the_state_is_the_same(drawn: list[tuple[int, int, bool]]) -> None:
    changes = [
        fall(change_number=str(number), decided_on=f"2026-04-0{1 + number // 2}")
        if falls
        else change(change_number=str(number), decided_on=f"2026-04-0{1 + number // 2}", hours=hours)
        for number, hours, falls in drawn
    ]
    ends = set()
    for order in permutations(changes):
        after, judged = known(sentence(state="active", credited_minutes=600)), STARTED
        for stated in [*order, *order]:
            after, judged = applied(stated, after, judged)
        ends.add(after.sentence)
    assert len(ends) == 1


def test_a_refusal_of_an_older_change_names_both_dates() -> None:
    held = replace(STARTED, terms=(date(2026, 4, 2), "A2"))
    with pytest.raises(errors.ChangeSuperseded) as refused:
        amend(known(sentence()), held, change(), NOW)
    stated: Refusal = refused.value
    assert "2026-04-01" in stated.message("id")
    assert "2026-04-02" in stated.message("id")


def test_amend_30_what_follows_the_latest_follows_all_of_that_day() -> None:
    """Terms of one court, a revocation of another, and a third decision that names the revocation: all of one day."""
    day = date(2026, 4, 1)
    judged = replace(STARTED, latest=(day, "7 K/Pid/2026"), terms=(day, "9/Pid/2026/PT Amb"))
    fallen = known(sentence(state="revoked", credited_minutes=600), 600)
    later = change(change_number="PK 3/2026", decided_on=str(day))
    with pytest.raises(errors.ChangesClash):
        amend(fallen, judged, later, NOW)
    named = later.model_copy(update={"supersedes": "7 k / pid / 2026"})
    assert amend(fallen, judged, named, NOW).case.sentence.state == "active"


def test_amend_31_a_change_that_names_one_of_another_day_is_judged_by_its_day() -> None:
    judged = replace(STARTED, latest=(date(2026, 4, 2), "R1"))
    with pytest.raises(errors.ChangeSuperseded):
        revoke(known(sentence()), judged, fall(supersedes="R1"), NOW)
