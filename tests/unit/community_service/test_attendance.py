"""What counts: within the schedule, signed off by a second person, never above session, day or sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.attendance import check_in, check_out, record_absence, sign_off
from services.community_service.domain.cases import Case
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import attendance as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import Outcome
from tests.unit.community_service.cases import attendance, case, saved, sentence, uid, with_at_hand

STARTS = attendance().starts_at
LATER = STARTS + timedelta(hours=12)


def after(minutes: float) -> datetime:
    return STARTS + timedelta(minutes=minutes)


def attended(since: float, until: float, who: Sentence | None = None) -> Case:
    """Present from one minute of the session to another, recorded and not signed off."""
    arrived = check_in(case(who, attendance()), after(since), "sup", LATER).case
    return check_out(arrived, after(until), "attended_complied", "sup", LATER).case


def credited(known: Case) -> int:
    return known.session.credited_minutes


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (0, 240, 240),
        (-30, 300, 240),
        (10, 239, 229),
        (0, 0.5, 1),
        (0.5, 60, 60),
        (0, 59.01, 60),
        (1, 59, 58),
        (0, 60, 60),
        (-60, 0, 0),
        (-60, -30, 0),
        (239, 400, 1),
    ],
)
def test_whole_minutes_within_the_schedule_count(since: float, until: float, minutes: int) -> None:
    signed = sign_off(attended(since, until), "pk", LATER).case
    assert (credited(signed), signed.sentence.credited_minutes) == (minutes, minutes)


@pytest.mark.parametrize(("before", "credit"), [(0, 240), (1, 239), (60, 180), (239, 1), (240, 0), (300, 0)])
def test_k5_never_above_the_days_cap(before: int, credit: int) -> None:
    earlier = replace(attendance(), session_id=uid(9), state="signed_off", credited_minutes=before)
    recorded = attended(0, 240)
    signed = sign_off(replace(recorded, sessions=(*recorded.sessions, earlier)), "pk", LATER).case
    assert credited(signed) == credit


@pytest.mark.parametrize(
    ("remaining", "credit", "state"), [(241, 240, "active"), (240, 240, "completed"), (1, 1, "completed")]
)
def test_never_above_what_remains_and_the_last_minute_completes(remaining: int, credit: int, state: str) -> None:
    running = sentence(credited_minutes=3600 - remaining, state="active")
    done = sign_off(attended(0, 240, running), "pk", LATER)
    sentence_ = done.case.sentence
    assert (credited(done.case), sentence_.state, sentence_.remaining_minutes) == (credit, state, remaining - credit)
    types = [event.type for event in done.events]
    assert types[0] == "community-service.attendance.signed-off"
    assert types[1:] == (["community-service.sentence.completed"] if state == "completed" else [])
    assert {event.public()["remaining_minutes"] for event in done.events} == {remaining - credit}


@pytest.mark.parametrize("outcome", sorted({*OUTCOMES} - {"attended_complied"}))
def test_only_who_attended_and_complied_is_credited(outcome: Outcome) -> None:
    recorded = attended(0, 240)
    signed = sign_off(recorded.with_session(replace(recorded.session, outcome=outcome)), "pk", LATER).case
    assert (credited(signed), signed.sentence.credited_minutes, signed.session.state) == (0, 0, "signed_off")


def test_a_second_person_signs_off_and_only_once() -> None:
    recorded = attended(0, 240)
    with pytest.raises(errors.SecondPersonNeeded):
        sign_off(recorded, "sup", LATER)
    two = recorded.with_session(replace(recorded.session, checked_in_by="first", recorded_by="second"))
    for same in ("first", "second"):
        with pytest.raises(errors.SecondPersonNeeded):
            sign_off(two, same, LATER)
    signed = sign_off(two, "pk", LATER).case
    with pytest.raises(WrongState):
        sign_off(signed, "pk", LATER)
    with pytest.raises(WrongState):
        sign_off(case(None, attendance()), "pk", LATER)


def test_the_first_check_in_starts_the_sentence() -> None:
    first = check_in(case(None, attendance()), STARTS, "sup", LATER)
    assert [event.type for event in first.events] == [
        "community-service.record.checked-in",
        "community-service.sentence.started",
    ]
    assert first.case.sentence.state == "active"
    second = check_in(case(first.case.sentence, attendance()), STARTS, "sup", LATER)
    assert [event.type for event in second.events] == ["community-service.record.checked-in"]


def test_the_day_ends_at_local_midnight() -> None:
    # The session is on 2 March in Ambon, which is 15:00 UTC on the 1st to 15:00 UTC on the 2nd.
    scheduled, much_later = case(None, attendance()), STARTS + timedelta(days=3)
    midnight = datetime(2026, 3, 1, 15, tzinfo=UTC)
    check_in(scheduled, midnight, "sup", much_later)
    with pytest.raises(errors.NotOnTheDay):
        check_in(scheduled, midnight - timedelta(seconds=1), "sup", much_later)
    arrived = check_in(scheduled, STARTS, "sup", much_later).case
    last = datetime(2026, 3, 2, 14, 59, 59, tzinfo=UTC)
    check_out(arrived, last, "attended_complied", "sup", much_later)
    with pytest.raises(errors.TooLongAfterMidnight, match="at the latest 2026-03-02 23:59"):
        check_out(arrived, last + timedelta(seconds=1), "attended_complied", "sup", much_later)


def test_times_are_sane() -> None:
    scheduled = case(None, attendance())
    with pytest.raises(errors.TimeInFuture):
        check_in(scheduled, after(1), "sup", STARTS)
    with pytest.raises(errors.AfterSession):
        check_in(scheduled, after(240), "sup", LATER)
    arrived = check_in(scheduled, after(60), "sup", LATER).case
    with pytest.raises(errors.OutBeforeIn):
        check_out(arrived, after(59), "attended_complied", "sup", LATER)
    with pytest.raises(WrongState):
        check_in(arrived, after(61), "sup", LATER)
    with pytest.raises(WrongState):
        check_out(scheduled, after(61), "attended_complied", "sup", LATER)


def test_an_absence_is_known_once_the_session_has_begun() -> None:
    scheduled = case(None, attendance())
    with pytest.raises(errors.SessionNotStarted):
        record_absence(scheduled, "unacceptable_absence", None, "sup", after(-1))
    with pytest.raises(errors.ReasonMissing):
        record_absence(scheduled, "acceptable_absence", None, "sup", after(0))
    missed = record_absence(scheduled, "acceptable_absence", "ill", "sup", after(0))
    (fact,) = missed.events
    assert missed.case.session.reason == "ill"
    assert "ill" not in str(fact.public())
    with pytest.raises(WrongState):
        check_in(missed.case, after(1), "sup", LATER)


@pytest.mark.parametrize(("remaining", "cancelled"), [(240, [uid(21)]), (241, [])])
def test_the_last_minute_frees_what_is_left_of_the_schedule(remaining: int, cancelled: list[UUID]) -> None:
    running = sentence(credited_minutes=3600 - remaining, state="active")
    ahead, begun = (
        replace(attendance(), session_id=uid(number), starts_at=LATER + gap, ends_at=LATER + gap + timedelta(hours=1))
        for number, gap in ((21, timedelta(days=1)), (22, -timedelta(minutes=30)))
    )
    recorded = attended(0, 240, running)
    done = sign_off(replace(recorded, sessions=(*recorded.sessions, begun, ahead)), "pk", LATER)
    assert [each.session.session_id for each in done.case.cancelled] == cancelled
    assert {each.session_id for each in done.case.sessions} == {uid(7), uid(21), uid(22)} - {*cancelled}
    data = [event.public() for event in done.events if event.type == "community-service.session.cancelled"]
    assert [(each["session_id"], each["cause"]) for each in data] == [(str(each), "ended") for each in cancelled]


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
    known = case(sentence(required_minutes=hours * 60, daily_cap_minutes=per_day * 60, state="active"))
    ledger: list[int] = []
    days: dict[date, int] = {}
    for day, scheduled, since, stayed, complied in visits:
        session = attendance(scheduled, session_id=uid(len(ledger)))
        begins = session.starts_at + timedelta(days=day)
        session = replace(session, starts_at=begins, ends_at=begins + timedelta(minutes=scheduled))
        arrived, left = (
            session.starts_at + timedelta(minutes=since),
            session.starts_at + timedelta(minutes=since + stayed),
        )
        outcome: Outcome = "attended_complied" if complied else "attended_failed_to_comply"
        recorded = replace(
            session, state="recorded", checked_in_at=arrived, checked_out_at=left, outcome=outcome, recorded_by="sup"
        )
        at_hand = with_at_hand(replace(known, sessions=(*known.sessions, recorded)), recorded)
        done = sign_off(at_hand, "pk", LATER)
        known, minutes = saved(done.case), done.case.session.credited_minutes
        ledger.append(minutes)
        days[session.on] = days.get(session.on, 0) + minutes
        assert 0 <= minutes <= min(scheduled, stayed)
        assert minutes == 0 or complied
        assert done.events[0].public()["credited_minutes"] == sum(ledger)
    end = known.sentence
    assert sum(ledger) == end.credited_minutes <= end.required_minutes
    assert all(total <= end.daily_cap_minutes for total in days.values())
    assert (end.state == "completed") == (end.remaining_minutes == 0 and not known.open_alarms)
