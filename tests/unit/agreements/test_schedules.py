"""Schedules: which step time brings next, on which day, and in which order on one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain import schedules
from services.agreements.domain.addenda import Addendum
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.results import Timing
from services.agreements.domain.schedules import ORDER, Circumstances, Step, StepName, next_step
from services.agreements.events import State
from shared.clock import midnight
from shared.periods import Period
from tests.unit.agreements.builders import DAY, FIGURES, PKS, TODAY, UMBRELLA, in_state

END = UMBRELLA.period.ends_on
RUNNING = replace(in_state(UMBRELLA, "in_force"), end_known_on=TODAY)
PAUSED = replace(RUNNING, state="suspended")
ALONE, UNDER, UNDER_SUSPENDED = (Circumstances(umbrella=state) for state in (None, "in_force", "suspended"))
NOTICES = frozenset(FIGURES.expiry_notices.days_before)
ANNOUNCED = Circumstances(notices_given=NOTICES)


def addendum(effective_on: date, **changes: Any) -> Addendum:
    return Addendum(UUID(int=30), RUNNING.id, 1, "Perpanjangan", effective_on, RUNNING.terms, "signed", **changes)


def found(agreement: Agreement, circumstances: Circumstances) -> tuple[date, StepName] | None:
    step = next_step(agreement, circumstances, FIGURES)
    return None if step is None else (step.due_on, step.name)


@pytest.mark.parametrize("state", get_args(State))
def test_an_agreement_that_has_not_begun_or_has_ended_waits_for_nothing(state: State) -> None:
    step = found(replace(in_state(UMBRELLA, state), end_known_on=TODAY), ANNOUNCED)
    expected = {
        "signed": (UMBRELLA.period.starts_on, "activate"),
        "in_force": (END + DAY, "expire"),
        "suspended": (END + DAY, "expire"),
    }
    assert step == expected.get(state)


@pytest.mark.parametrize(
    ("agreement", "circumstances", "step"),
    [
        (RUNNING, ALONE, (END - 90 * DAY, "give_expiry_notice")),
        (RUNNING, Circumstances(notices_given=frozenset({90})), (END - 30 * DAY, "give_expiry_notice")),
        (RUNNING, Circumstances(notices_given=frozenset({90, 30})), (END - 7 * DAY, "give_expiry_notice")),
        (RUNNING, ANNOUNCED, (END + DAY, "expire")),
        (replace(RUNNING, end_known_on=END - 90 * DAY), ALONE, (END - 90 * DAY, "give_expiry_notice")),
        (replace(RUNNING, end_known_on=END - 89 * DAY), ALONE, (END - 30 * DAY, "give_expiry_notice")),
        (replace(RUNNING, terminates_on=TODAY + 30 * DAY), ALONE, (TODAY + 31 * DAY, "terminate")),
        (replace(RUNNING, suspends_on=TODAY + DAY), ALONE, (TODAY + DAY, "suspend")),
        (replace(PAUSED, suspends_on=TODAY + DAY), ANNOUNCED, (END + DAY, "expire")),
        (replace(PAUSED, suspends_on=TODAY + DAY, suspended_by_umbrella=True), ANNOUNCED, (TODAY + DAY, "suspend")),
        (replace(PAUSED, resumes_on=TODAY + DAY), ALONE, (TODAY + DAY, "resume")),
        (replace(RUNNING, resumes_on=TODAY + DAY), ANNOUNCED, (END + DAY, "expire")),
        (RUNNING, Circumstances(addendum=addendum(TODAY + DAY)), (TODAY + DAY, "amend")),
        (PAUSED, Circumstances(addendum=addendum(TODAY + DAY)), (TODAY + DAY, "amend")),
    ],
)
def test_the_earliest_step_is_next(
    agreement: Agreement, circumstances: Circumstances, step: tuple[date, StepName]
) -> None:
    assert found(agreement, circumstances) == step


def test_after_a_notice_of_termination_no_expiry_is_announced() -> None:
    given = replace(RUNNING, terminates_on=END - DAY)
    assert found(given, ALONE) == (END, "terminate")


@pytest.mark.parametrize(
    ("circumstances", "starts", "resumes"),
    [(UNDER, "activate", "resume"), (UNDER_SUSPENDED, "expire", "expire")],
)
def test_a2_a_pks_starts_and_resumes_only_under_an_umbrella_in_force(
    circumstances: Circumstances, starts: str, resumes: str
) -> None:
    announced = replace(circumstances, notices_given=NOTICES)
    waiting = replace(PKS, state="signed")
    paused = replace(PKS, state="suspended", resumes_on=TODAY, end_known_on=TODAY)
    assert [(found(a, announced) or ("", ""))[1] for a in (waiting, paused)] == [starts, resumes]


def test_on_one_day_an_end_comes_first_and_a_notice_last() -> None:
    """A short PKS with everything due on 10 February: it ended on the 9th."""
    day = TODAY + DAY
    short = replace(
        PKS,
        state="suspended",
        period=Period(TODAY - DAY, TODAY),
        terminates_on=TODAY,
        resumes_on=day,
        suspends_on=day,
        suspended_by_umbrella=True,
        end_known_on=TODAY - DAY,
    )
    circumstances = Circumstances(umbrella="in_force", addendum=addendum(day))
    assert found(short, circumstances) == (day, "expire")
    longer = replace(short, period=Period(TODAY - DAY, day + 90 * DAY))
    taken: list[StepName] = []
    for change in ({"terminates_on": None}, {"resumes_on": None}, {"suspends_on": None}):
        step = next_step(longer, circumstances, FIGURES)
        assert step
        taken.append(step.name)
        if step.name == "amend":
            circumstances = replace(circumstances, addendum=None)
            step = next_step(longer, circumstances, FIGURES)
            assert step
            taken.append(step.name)
        longer = replace(longer, **change)  # type: ignore[arg-type]
    assert found(longer, circumstances) == (day, "give_expiry_notice")
    assert taken == ["terminate", "amend", "resume", "suspend"]


def test_the_order_has_every_step_once() -> None:
    assert sorted(ORDER) == sorted(get_args(StepName))


@given(
    st.sampled_from(get_args(State)),
    st.lists(st.integers(-400, 400) | st.none(), min_size=5, max_size=5),
    st.booleans(),
    st.sampled_from([ALONE, UNDER, UNDER_SUSPENDED]),
)
def test_whatever_is_planned_a_lasting_agreement_has_a_next_step_no_later_than_its_end(
    state: State, days: list[int | None], by_umbrella: bool, circumstances: Circumstances
) -> None:
    terminates, suspends, resumes, known, effective = (None if n is None else TODAY + n * DAY for n in days)
    agreement = replace(
        in_state(UMBRELLA, state),
        terminates_on=terminates,
        suspends_on=suspends,
        resumes_on=resumes,
        end_known_on=known,
        suspended_by_umbrella=by_umbrella,
    )
    circumstances = replace(circumstances, addendum=addendum(effective) if effective else None)
    step = next_step(agreement, circumstances, FIGURES)
    assert (step is not None) == agreement.lasts
    assert step is None or step.due_on <= agreement.period.ends_on + DAY


def test_a_fact_is_dated_with_its_day_but_never_before_the_last_one_or_its_umbrella() -> None:
    step, noon = Step(TODAY, "activate"), timedelta(hours=12)
    early, late = midnight(TODAY) - noon, midnight(TODAY) + noon
    assert schedules.moment_of(step, early) == midnight(TODAY)
    assert schedules.moment_of(step, late) == late
    assert schedules.moment_of(step, early, late) == late
    assert schedules.timing_of(step, TODAY) == Timing(TODAY)
    assert schedules.timing_of(step, TODAY + DAY) == Timing(TODAY, late=True)
    assert schedules.timing_of(step, TODAY + DAY, midnight(TODAY + DAY)) == Timing(TODAY + DAY)


@pytest.mark.parametrize("known", ["terminates_on", "pending_end", "umbrella_end"])
def test_no_expiry_is_announced_for_a_period_that_something_else_ends_first(known: str) -> None:
    earlier: dict[str, Any] = {known: END - DAY}
    step = found(replace(RUNNING, **earlier), ALONE)
    assert step == ((END, "terminate") if known == "terminates_on" else (END + DAY, "expire"))
    same: dict[str, Any] = {known: END}
    assert found(replace(RUNNING, **same), ALONE) == (END - 90 * DAY, "give_expiry_notice")


def test_an_old_agreement_without_end_is_never_due() -> None:
    endless = replace(RUNNING, period=Period(TODAY, date.max))
    assert found(endless, ANNOUNCED) == (date.max, "expire")
