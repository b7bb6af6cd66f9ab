"""A session that nobody has recorded: a coordinator finds out what became of it, also after the end of the period."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.community_service.domain import attendance
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.forecasts import forgotten
from services.community_service.domain.settlements import Settlement, settle
from services.community_service.errors.attendance import (
    AfterSession,
    NotOnTheDay,
    SecondPersonNeeded,
    TimeInFuture,
    TooLongAfterMidnight,
)
from services.community_service.errors.cases import WrongState
from services.community_service.errors.corrections import TimesDoNotFitOutcome
from services.community_service.errors.placements import OutsideSentencePeriod
from services.community_service.errors.settlements import SessionNotOver
from services.community_service.events import SettledOutcome
from shared.errors import Refusal
from shared.periods import Period
from tests.unit.community_service import cases

SESSION = cases.attendance()
STARTS, ENDS = SESSION.starts_at, SESSION.ends_at
AFTER_THE_PERIOD = datetime(2026, 7, 1, tzinfo=UTC)
PERIOD = Period(date(2026, 3, 2), date(2026, 5, 31))


def case(**changes: Any) -> Case:
    return cases.case(cases.sentence(), cases.attendance(**changes))


def found(outcome: SettledOutcome = "attended_complied", **changes: Any) -> Settlement:
    times = {"checked_in_at": STARTS, "checked_out_at": ENDS} if outcome.startswith("attended") else {}
    return Settlement(outcome, "buku tamu lokasi", **(times | changes))


def settled(known: Case, what: Settlement, now: datetime = AFTER_THE_PERIOD) -> Progress:
    return settle(known, what, "coordinator", now)


def test_what_was_served_counts_after_the_end_of_the_period_once_a_second_person_signs_it_off() -> None:
    done = settled(case(), found())
    session = done.case.session
    assert (session.state, session.recorded_by, session.checked_in_by) == ("recorded", "coordinator", "coordinator")
    assert session.reason == "buku tamu lokasi"
    assert [event.type.removeprefix("community-service.") for event in done.events] == [
        "record.session-settled",
        "record.checked-in",
        "sentence.started",
        "attendance.recorded",
    ]
    with pytest.raises(SecondPersonNeeded):
        attendance.sign_off(cases.saved(done.case), "coordinator", AFTER_THE_PERIOD)
    signed = attendance.sign_off(cases.saved(done.case), "pk", AFTER_THE_PERIOD)
    assert signed.case.sentence.credited_minutes == 240


def test_it_never_counts_for_more_than_the_session() -> None:
    early = found(checked_in_at=STARTS - timedelta(hours=2), checked_out_at=ENDS + timedelta(hours=2))
    signed = attendance.sign_off(cases.saved(settled(case(), early).case), "pk", AFTER_THE_PERIOD)
    assert signed.case.sentence.credited_minutes == 240


@pytest.mark.parametrize("outcome", ["acceptable_absence", "unacceptable_absence"])
def test_an_absence_is_settled_with_its_reason(outcome: SettledOutcome) -> None:
    session = settled(case(), found(outcome)).case.session
    assert (session.state, session.outcome, session.reason) == ("recorded", outcome, "buku tamu lokasi")


def test_a_session_that_was_never_held_is_gone_and_its_minutes_can_be_planned_again() -> None:
    done = settled(case(), found("not_held"))
    (gone,) = done.case.cancelled
    assert (done.case.sessions, gone.cause, gone.reason) == ((), "not_held", "buku tamu lokasi")
    assert [event.type.removeprefix("community-service.") for event in done.events] == [
        "record.session-settled",
        "session.cancelled",
    ]


def test_who_was_checked_in_before_has_only_a_check_out() -> None:
    arrived = case(state="checked_in", checked_in_at=STARTS, checked_in_by="sup")
    session = settled(arrived, found(checked_in_at=None)).case.session
    assert (session.state, session.checked_in_by, session.recorded_by) == ("recorded", "sup", "coordinator")
    with pytest.raises(WrongState):
        settled(arrived, found())
    for outcome in ("not_held", "unacceptable_absence"):
        with pytest.raises(WrongState):
            settled(arrived, found(outcome))


@pytest.mark.parametrize(
    ("changes", "what", "now", "refusal"),
    [
        pytest.param(
            {}, found(), ENDS - timedelta(seconds=1), SessionNotOver, id="until its end it is the supervisor's"
        ),
        pytest.param({}, found(checked_out_at=None), AFTER_THE_PERIOD, TimesDoNotFitOutcome, id="attended has an end"),
        pytest.param(
            {},
            found("not_held", checked_in_at=STARTS),
            AFTER_THE_PERIOD,
            TimesDoNotFitOutcome,
            id="not held has no times",
        ),
        pytest.param(
            {},
            found("unacceptable_absence", checked_out_at=ENDS),
            AFTER_THE_PERIOD,
            TimesDoNotFitOutcome,
            id="nor absence",
        ),
        pytest.param({}, found(checked_in_at=ENDS), AFTER_THE_PERIOD, AfterSession, id="nobody arrives at the end"),
        pytest.param(
            {}, found(checked_in_at=STARTS - timedelta(days=1)), AFTER_THE_PERIOD, NotOnTheDay, id="on the day itself"
        ),
        pytest.param(
            {},
            found(checked_out_at=ENDS + timedelta(days=1)),
            AFTER_THE_PERIOD,
            TooLongAfterMidnight,
            id="nor out a day later",
        ),
        pytest.param({}, found(checked_out_at=ENDS + timedelta(hours=1)), ENDS, TimeInFuture, id="not in the future"),
        pytest.param(
            {"state": "recorded", "outcome": "unacceptable_absence"},
            found(),
            AFTER_THE_PERIOD,
            WrongState,
            id="what is recorded is corrected, not settled",
        ),
        pytest.param(
            {"state": "signed_off"}, found("not_held"), AFTER_THE_PERIOD, WrongState, id="nor what is signed off"
        ),
    ],
)
def test_refused(changes: dict[str, Any], what: Settlement, now: datetime, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        settled(case(**changes), what, now)


def test_at_its_end_it_can_be_settled() -> None:
    assert settled(case(), found(), ENDS).case.session.state == "recorded"


def test_a_day_that_an_amended_verdict_left_out_is_not_served_but_can_be_declared_not_held() -> None:
    left_out = cases.case(cases.sentence(), cases.attendance(), caps={SESSION.on: 0})
    with pytest.raises(OutsideSentencePeriod):
        settled(left_out, found())
    assert settled(left_out, found("not_held")).case.sessions == ()


def test_an_ended_sentence_has_nothing_to_settle() -> None:
    with pytest.raises(WrongState):
        settled(cases.case(cases.sentence(state="revoked"), cases.attendance()), found())


@pytest.mark.parametrize(
    ("on", "today", "expected"),
    [
        pytest.param("2026-03-02", "2026-03-04", False, id="two days after its own it still counts"),
        pytest.param("2026-03-02", "2026-03-05", True, id="three days after it does not"),
        pytest.param("2026-05-31", "2026-05-31", False, id="on the last day of the period"),
        pytest.param("2026-05-31", "2026-06-01", True, id="the day after the period"),
    ],
)
def test_a_session_that_nobody_recorded_is_forgotten_in_the_forecast(on: str, today: str, *, expected: bool) -> None:
    assert forgotten(date.fromisoformat(on), PERIOD, date.fromisoformat(today)) is expected
