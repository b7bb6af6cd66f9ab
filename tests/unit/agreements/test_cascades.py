"""Cascades: what an umbrella does to the PKS below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest

from services.agreements.domain import cascades
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.cascades import Cascade
from services.agreements.events import State
from tests.unit.agreements.builders import DAY, ON_TIME, PKS, TODAY, in_state

BELOW = [in_state(PKS, state) for state in get_args(State)]


BY_UMBRELLA = replace(in_state(PKS, "suspended"), suspended_by_umbrella=True)


def states(cascade: Cascade) -> list[tuple[str, bool]]:
    return [(agreement.state, agreement.suspended_by_umbrella) for agreement in cascade[0]]


def facts(cascade: Cascade) -> list[str]:
    return [event.type.removeprefix("agreements.cooperation-agreement.") for event in cascade[1]]


def test_with_its_umbrella_a_pks_in_force_is_suspended_and_no_other() -> None:
    cascade = cascades.cascade_suspension(BELOW)
    assert (states(cascade), facts(cascade)) == ([("suspended", True)], ["suspended"])


def test_with_its_umbrella_only_a_pks_that_was_suspended_by_it_is_resumed() -> None:
    cascade = cascades.cascade_resumption([*BELOW, BY_UMBRELLA])
    assert (states(cascade), facts(cascade)) == ([("in_force", False)], ["resumed"])


def test_no_pks_outlives_its_umbrella() -> None:
    cascade = cascades.cascade_expiry([*BELOW, BY_UMBRELLA], ON_TIME)
    assert (states(cascade), facts(cascade)) == ([("expired", False)] * 4, ["expired"] * 4)
    cascade = cascades.cascade_termination([*BELOW, BY_UMBRELLA], ON_TIME)
    assert (states(cascade), facts(cascade)) == ([("terminated", False)] * 4, ["terminated"] * 4)


@pytest.mark.parametrize("below", [[], [in_state(PKS, "draft")]])
def test_where_nothing_runs_nothing_follows(below: Sequence[Agreement]) -> None:
    for cascade in (cascades.cascade_suspension, cascades.cascade_resumption):
        assert cascade(below) == ([], [])
    for ending in (cascades.cascade_expiry, cascades.cascade_termination):
        assert ending(below, ON_TIME) == ([], [])


def test_from_the_day_of_its_notice_the_umbrellas_last_day_is_that_of_every_pks_that_would_last_longer() -> None:
    end = TODAY + 30 * DAY
    cascade = cascades.cascade_last_day([*BELOW, BY_UMBRELLA], end)
    assert states(cascade) == [("signed", False), ("in_force", False), ("suspended", False), ("suspended", True)]
    told = [fact.public() for fact in cascade.facts]
    assert {(fact["ends_on"], fact["period_ends_on"], fact["because"]) for fact in told} == {
        (str(end), str(PKS.period.ends_on), "umbrella_notice")
    }
    assert all(fact["programmes"] == ["las", "menjahit"] for fact in told), "what it covers stands in every fact"


@pytest.mark.parametrize("days", [0, 1], ids=["the same day", "a day later"])
def test_a_pks_that_ends_before_or_with_the_notice_hears_nothing(days: int) -> None:
    pks = replace(in_state(PKS, "in_force"), terminates_on=TODAY + 30 * DAY)
    assert cascades.cascade_last_day([pks], TODAY + (30 + days) * DAY) == ([], [])
