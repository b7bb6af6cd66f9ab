"""Suspensions and resumptions: from which day, and of whose account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.agreements.domain import pauses
from services.agreements.errors import pauses as errors
from services.agreements.errors.agreements import WrongState
from tests.unit.agreements.builders import DAY, PKS, TODAY, UMBRELLA, in_state, types

RUNNING = replace(in_state(UMBRELLA, "in_force"), notice_days=30)


@pytest.mark.parametrize(
    ("from_on", "refusal"),
    [
        (TODAY - DAY, errors.PauseInPast),
        (TODAY, None),
        (date(2031, 2, 8), None),
        (date(2031, 2, 9), errors.PauseAfterEnd),
    ],
)
def test_a_pause_begins_from_today_to_the_last_day(from_on: date, refusal: type[Exception] | None) -> None:
    if refusal is None:
        pauses.check_day(RUNNING, from_on, TODAY)
        return
    with pytest.raises(refusal, match=str(from_on)):
        pauses.check_day(RUNNING, from_on, TODAY)


@pytest.mark.parametrize(
    ("state", "by_umbrella", "again_by_umbrella", "allowed"),
    [
        ("in_force", False, False, True),
        ("in_force", False, True, True),
        ("suspended", False, False, False),
        ("suspended", True, False, True),
        ("suspended", True, True, False),
    ],
)
def test_one_suspended_by_its_umbrella_may_be_so_on_its_own_account_too(
    state: str, *, by_umbrella: bool, again_by_umbrella: bool, allowed: bool
) -> None:
    pks = replace(in_state(PKS, state), suspended_by_umbrella=by_umbrella)
    if allowed:
        suspended, _ = pauses.suspend(pks, by_umbrella=again_by_umbrella)
        assert (suspended.state, suspended.suspended_by_umbrella) == ("suspended", again_by_umbrella)
        return
    with pytest.raises(WrongState):
        pauses.suspend(pks, by_umbrella=again_by_umbrella)


def test_a_plan_is_for_the_record_and_is_spent_when_it_is_carried_out() -> None:
    planned = pauses.plan(RUNNING, "suspension", TODAY + DAY)
    assert (planned[0].state, types(planned)) == ("in_force", ["record.pause-planned"])
    suspended, _ = pauses.suspend(planned[0])
    assert suspended.suspends_on is None
    again, _ = pauses.plan(suspended, "resumption", TODAY + 5 * DAY)
    assert pauses.resume(again)[0].resumes_on is None


def test_its_umbrella_s_pause_does_not_spend_its_own_plan() -> None:
    planned, _ = pauses.plan(in_state(PKS, "in_force"), "suspension", TODAY + 9 * DAY)
    with_umbrella, _ = pauses.suspend(planned, by_umbrella=True)
    again, _ = pauses.resume(with_umbrella)
    assert (again.state, again.suspends_on) == ("in_force", TODAY + 9 * DAY)
