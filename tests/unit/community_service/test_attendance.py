"""What counts: within the schedule, signed off by a second person, never above session, day or sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.attendance import Attendance, absent, check_in, check_out, sign_off
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import attendance as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import Outcome
from tests.unit.community_service.cases import attendance, sentence, uid

STARTS = attendance().starts_at
LATER = STARTS + timedelta(hours=12)


def after(minutes: float) -> datetime:
    return STARTS + timedelta(minutes=minutes)


def attended(since: float, until: float, who: Sentence | None = None, session: Attendance | None = None) -> Attendance:
    """Present from one minute of the session to another."""
    _, arrived, _ = check_in(who or sentence(), session or attendance(), after(since), "sup", LATER)
    left, _ = check_out(who or sentence(), arrived, after(until), "attended_complied", "sup", LATER)
    return left


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (0, 240, 240),
        (-30, 300, 240),
        (10, 239, 229),
        (0, 0.5, 0),
        (0.5, 60, 59),
        (0, 59.99, 59),
        (0, 60, 60),
        (-60, 0, 0),
        (-60, -30, 0),
        (239, 400, 1),
    ],
)
def test_completed_minutes_within_the_schedule_count(since: float, until: float, minutes: int) -> None:
    credited, _, credit, _ = sign_off(sentence(), attended(since, until), 0, "pk", LATER)
    assert (credit, credited.credited_minutes) == (minutes, minutes)


@pytest.mark.parametrize(("before", "credit"), [(0, 240), (1, 239), (60, 180), (239, 1), (240, 0), (300, 0)])
def test_k5_never_above_the_days_cap(before: int, credit: int) -> None:
    assert sign_off(sentence(), attended(0, 240), before, "pk", LATER)[2] == credit


@pytest.mark.parametrize(
    ("remaining", "credit", "state"), [(241, 240, "active"), (240, 240, "completed"), (1, 1, "completed")]
)
def test_never_above_what_remains_and_the_last_minute_completes(remaining: int, credit: int, state: str) -> None:
    running = sentence(credited_minutes=3600 - remaining, state="active")
    done, _, minutes, happened = sign_off(running, attended(0, 240), 0, "pk", LATER)
    assert (minutes, done.state, done.remaining_minutes) == (credit, state, remaining - credit)
    types = [event.type for event in happened]
    assert types[0] == "community-service.attendance.signed-off"
    assert types[1:] == (["community-service.sentence.completed"] if state == "completed" else [])
    assert {event.public()["remaining_minutes"] for event in happened} == {remaining - credit}


@pytest.mark.parametrize("outcome", sorted({*OUTCOMES} - {"attended_complied"}))
def test_only_who_attended_and_complied_is_credited(outcome: Outcome) -> None:
    session = replace(attended(0, 240), outcome=outcome)
    credited, signed, minutes, _ = sign_off(sentence(), session, 0, "pk", LATER)
    assert (minutes, credited.credited_minutes, signed.state) == (0, 0, "signed_off")


def test_a_second_person_signs_off_and_only_once() -> None:
    with pytest.raises(errors.SecondPersonNeeded):
        sign_off(sentence(), attended(0, 240), 0, "sup", LATER)
    arrived = replace(attended(0, 240), checked_in_by="first", recorded_by="second")
    for same in ("first", "second"):
        with pytest.raises(errors.SecondPersonNeeded):
            sign_off(sentence(), arrived, 0, same, LATER)
    signed = sign_off(sentence(), arrived, 0, "pk", LATER)[1]
    with pytest.raises(WrongState):
        sign_off(sentence(), signed, 0, "pk", LATER)
    with pytest.raises(WrongState):
        sign_off(sentence(), attendance(), 0, "pk", LATER)


def test_the_first_check_in_starts_the_sentence() -> None:
    active, _, first = check_in(sentence(), attendance(), STARTS, "sup", LATER)
    assert [event.type for event in first] == [
        "community-service.record.checked-in",
        "community-service.sentence.started",
    ]
    assert active.state == "active"
    _, _, second = check_in(active, attendance(), STARTS, "sup", LATER)
    assert [event.type for event in second] == ["community-service.record.checked-in"]


def test_the_day_ends_at_local_midnight() -> None:
    # The session is on 2 March in Ambon, which is 15:00 UTC on the 1st to 15:00 UTC on the 2nd.
    much_later = STARTS + timedelta(days=3)
    midnight = datetime(2026, 3, 1, 15, tzinfo=UTC)
    check_in(sentence(), attendance(), midnight, "sup", much_later)
    with pytest.raises(errors.NotOnTheDay):
        check_in(sentence(), attendance(), midnight - timedelta(seconds=1), "sup", much_later)
    _, arrived, _ = check_in(sentence(), attendance(), STARTS, "sup", much_later)
    last = datetime(2026, 3, 2, 14, 59, 59, tzinfo=UTC)
    check_out(sentence(), arrived, last, "attended_complied", "sup", much_later)
    with pytest.raises(errors.NotOnTheDay):
        check_out(sentence(), arrived, last + timedelta(seconds=1), "attended_complied", "sup", much_later)


def test_times_are_sane() -> None:
    with pytest.raises(errors.TimeInFuture):
        check_in(sentence(), attendance(), after(1), "sup", STARTS)
    with pytest.raises(errors.AfterSession):
        check_in(sentence(), attendance(), after(240), "sup", LATER)
    _, arrived, _ = check_in(sentence(), attendance(), after(60), "sup", LATER)
    with pytest.raises(errors.OutBeforeIn):
        check_out(sentence(), arrived, after(59), "attended_complied", "sup", LATER)
    with pytest.raises(WrongState):
        check_in(sentence(), arrived, after(61), "sup", LATER)
    with pytest.raises(WrongState):
        check_out(sentence(), attendance(), after(61), "attended_complied", "sup", LATER)


def test_an_absence_is_known_once_the_session_has_begun() -> None:
    with pytest.raises(errors.SessionNotStarted):
        absent(sentence(), attendance(), "unacceptable_absence", None, "sup", after(-1))
    with pytest.raises(errors.ReasonMissing):
        absent(sentence(), attendance(), "acceptable_absence", None, "sup", after(0))
    missed, (fact,) = absent(sentence(), attendance(), "acceptable_absence", "ill", "sup", after(0))
    assert missed.reason == "ill"
    assert "ill" not in str(fact.public())
    with pytest.raises(WrongState):
        check_in(sentence(), missed, after(1), "sup", LATER)


Visit = tuple[int, int, int, int, bool]
"""Day, scheduled minutes, minute of arrival, minutes stayed, complied."""

VISITS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 480), st.integers(-60, 500), st.integers(0, 700), st.booleans()),
    max_size=40,
)


@given(visits=VISITS, hours=st.integers(8, 40), per_day=st.integers(1, 8))
def test_no_sequence_credits_more_than_sentence_day_and_session_allow(
    visits: list[Visit], hours: int, per_day: int
) -> None:
    case = sentence(required_minutes=hours * 60, daily_cap_minutes=per_day * 60, state="active")
    ledger: list[int] = []
    days: dict[int, int] = {}
    for day, scheduled, since, stayed, complied in visits:
        session = attendance(scheduled, session_id=uid(len(ledger)))
        arrived, left = (
            session.starts_at + timedelta(minutes=since),
            session.starts_at + timedelta(minutes=since + stayed),
        )
        outcome: Outcome = "attended_complied" if complied else "attended_failed_to_comply"
        recorded = replace(
            session, state="recorded", checked_in_at=arrived, checked_out_at=left, outcome=outcome, recorded_by="sup"
        )
        case, _, minutes, happened = sign_off(case, recorded, days.get(day, 0), "pk", LATER)
        ledger.append(minutes)
        days[day] = days.get(day, 0) + minutes
        assert 0 <= minutes <= min(scheduled, stayed)
        assert minutes == 0 or complied
        assert happened[0].public()["credited_minutes"] == sum(ledger)
    assert sum(ledger) == case.credited_minutes <= case.required_minutes
    assert all(total <= case.daily_cap_minutes for total in days.values())
    assert (case.state == "completed") == (case.remaining_minutes == 0)
