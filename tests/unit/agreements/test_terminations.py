"""Termination with notice: how long it is, and when the last day is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain import terminations
from services.agreements.errors import terminations as errors
from services.agreements.errors.agreements import WrongState
from services.agreements.events import TerminationGround
from tests.unit.agreements.builders import DAY, TODAY, UMBRELLA, in_state

RUNNING = replace(in_state(UMBRELLA, "in_force"), notice_days=30)


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "signed", "expired", "terminated"])
def test_only_what_is_in_force_or_suspended_is_terminated_with_notice(state: str) -> None:
    with pytest.raises(WrongState):
        terminations.give_termination_notice(in_state(UMBRELLA, state), 30, "aim_reached", TODAY)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(29, errors.NoticeTooShort), (30, None), (400, None), (1824, None), (1825, errors.NoticeTooLate)],
)
def test_notice_is_no_shorter_than_agreed_and_ends_before_the_agreement_does(
    days: int, refusal: type[Exception] | None
) -> None:
    """The umbrella ends on 8 February 2031, 1825 days from the day of the notice."""
    if refusal is None:
        given, (fact,) = terminations.give_termination_notice(RUNNING, days, "aim_reached", TODAY)
        assert (given.state, given.terminates_on) == ("in_force", TODAY + days * DAY)
        assert fact.public()["terminates_on"] == str(TODAY + days * DAY)
        return
    with pytest.raises(refusal, match=str(days)):
        terminations.give_termination_notice(RUNNING, days, "aim_reached", TODAY)


def test_notice_is_given_once() -> None:
    given, _ = terminations.give_termination_notice(RUNNING, 30, "aim_reached", TODAY)
    with pytest.raises(errors.NoticeAlreadyGiven, match="2026-03-11"):
        terminations.give_termination_notice(given, 60, "aim_reached", TODAY)


@given(st.integers(0, 730), st.integers(0, 730))
def test_the_last_day_follows_from_the_notice_and_is_never_after_the_period(agreed: int, stated: int) -> None:
    agreement = replace(RUNNING, notice_days=agreed)
    try:
        given, _ = terminations.give_termination_notice(agreement, stated, "aim_reached", TODAY)
    except errors.NoticeTooShort:
        assert stated < agreed
    else:
        assert stated >= agreed
        assert given.last_day == TODAY + stated * DAY <= given.period.ends_on
        assert agreement.last_day == agreement.period.ends_on


@pytest.mark.parametrize("ground", get_args(TerminationGround))
def test_a4_every_ground_of_the_law_ends_an_agreement_and_stands_in_the_fact(ground: Any) -> None:
    _, (fact,) = terminations.give_termination_notice(RUNNING, 30, ground, TODAY)
    assert fact.public()["ground"] == ground


def test_a4_a_change_of_mayor_or_office_holder_ends_nothing() -> None:
    with pytest.raises(errors.OfficeHolderChanged) as refused:
        terminations.give_termination_notice(RUNNING, 30, "change_of_office_holder", TODAY)
    assert (refused.value.rule, refused.value.article) == ("A4", "PP 28/2018 art. 9, 22")


def test_a_notice_is_too_late_where_a_signed_addendum_or_the_umbrella_ends_it_first() -> None:
    for known in ("pending_end", "umbrella_end"):
        first: dict[str, Any] = {known: TODAY + 40 * DAY}
        ending = replace(RUNNING, **first)
        with pytest.raises(errors.NoticeTooLate, match=str(TODAY + 40 * DAY)):
            terminations.give_termination_notice(ending, 40, "aim_reached", TODAY)
        assert terminations.give_termination_notice(ending, 39, "aim_reached", TODAY)
