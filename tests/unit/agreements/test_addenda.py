"""An addendum: draft → review → approved → signed by all → in effect on its day; within its umbrella, over its PKS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from services.agreements.domain import addenda
from services.agreements.domain.addenda import OPEN, Addendum, AddendumState, Amended
from services.agreements.domain.results import Result
from services.agreements.domain.terms import Terms
from services.agreements.errors import addenda as errors
from services.agreements.errors.agreements import WrongState
from services.agreements.errors.terms import PeriodReversed
from services.agreements.events import Scope
from shared.periods import Period
from tests.unit.agreements.builders import (
    ALONE,
    CITY,
    DAY,
    LONGER,
    OFFICE,
    RUNNING,
    TODAY,
    UMBRELLA,
    addendum_in_state,
    draft_addendum,
    in_state,
    signature,
    types,
)


def _of_addendum(result: Result[Amended]) -> Result[Addendum]:
    return Result(result.after.addendum, result.facts)


STEPS: dict[str, tuple[Callable[[Addendum], Result[Addendum]], set[str], str, list[str]]] = {
    "submit": (
        lambda a: addenda.submit(RUNNING, a, ALONE, TODAY),
        {"draft"},
        "in_review",
        ["record.submitted"],
    ),
    "revise": (
        lambda a: addenda.revise(RUNNING, a, LONGER, "Lain", TODAY, ALONE, TODAY),
        {"draft"},
        "draft",
        ["record.addendum-drafted"],
    ),
    "approve": (
        lambda a: addenda.review(RUNNING, a, CITY, "approve", TODAY),
        {"in_review"},
        "in_review",
        ["record.reviewed"],
    ),
    "ask for changes": (
        lambda a: addenda.review(RUNNING, a, CITY, "request_changes", TODAY),
        {"in_review"},
        "draft",
        ["record.reviewed"],
    ),
    "sign": (
        lambda a: addenda.sign(RUNNING, replace(a, signatures=()), signature(CITY), ALONE, TODAY),
        {"approved"},
        "approved",
        ["record.signed"],
    ),
    "take effect": (
        lambda a: _of_addendum(addenda.take_effect(RUNNING, a, ALONE, TODAY)),
        {"signed", "held"},
        "in_effect",
        ["joint-agreement.amended"],
    ),
    "hold": (lambda a: addenda.hold(RUNNING, a, "PKS"), {"signed"}, "held", ["record.addendum-held"]),
    "withdraw": (lambda a: addenda.withdraw(RUNNING, a), set(OPEN), "withdrawn", ["record.addendum-withdrawn"]),
    "lapse": (addenda.lapse, set(OPEN), "lapsed", ["record.addendum-lapsed"]),
}


@pytest.mark.parametrize("state", get_args(AddendumState))
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_states_and_no_other(step: str, state: AddendumState) -> None:
    act, allowed, leads_to, facts = STEPS[step]
    given = addendum_in_state(state)
    if state in allowed:
        result = act(given)
        assert (result[0].state, types(result)) == (leads_to, facts)
        return
    with pytest.raises(errors.AddendumWrongState, match=f"Addendum 1 is {state}; this needs it to be"):
        act(given)


def test_it_is_signed_with_the_last_signature() -> None:
    first = addenda.sign(RUNNING, addendum_in_state("approved"), signature(CITY), ALONE, TODAY)
    last = addenda.sign(RUNNING, first[0], signature(OFFICE), ALONE, TODAY)
    assert (first[0].state, last[0].state) == ("approved", "signed")
    assert types(last) == ["record.signed", "record.addendum-signed"]


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "signed", "expired", "terminated"])
def test_only_an_agreement_in_force_or_suspended_is_amended(state: str) -> None:
    with pytest.raises(WrongState, match=f"The agreement is {state}"):
        addenda.draft(in_state(UMBRELLA, state), draft_addendum(), None, ALONE, TODAY)


@pytest.mark.parametrize("state", get_args(AddendumState))
def test_one_at_a_time(state: AddendumState) -> None:
    latest = addendum_in_state(state)
    second = draft_addendum(number=2)
    if state not in OPEN:
        assert types(addenda.draft(RUNNING, second, latest, ALONE, TODAY)) == ["record.addendum-drafted"]
        return
    with pytest.raises(errors.AddendumOpen, match=f"Addendum 1 is still {state}"):
        addenda.draft(RUNNING, second, latest, ALONE, TODAY)


@pytest.mark.parametrize(
    ("ends_on", "effective_on", "refusal"),
    [
        (date(2031, 2, 8), TODAY, errors.AddendumChangesNothing),
        (date(2032, 2, 8), date(2031, 2, 8), None),
        (date(2032, 2, 8), date(2031, 2, 9), errors.AddendumAfterEnd),
        (TODAY, TODAY, None),
        (TODAY, TODAY + DAY, errors.AddendumEndsBeforeEffect),
        (TODAY - DAY, TODAY - 10 * DAY, PeriodReversed),
    ],
)
def test_it_changes_something_while_the_agreement_lasts(
    ends_on: date, effective_on: date, refusal: type[Exception] | None
) -> None:
    def act() -> Result[Addendum]:
        terms = addenda.new_terms(RUNNING, ends_on, None, None, None)
        return addenda.draft(RUNNING, draft_addendum(terms=terms, effective_on=effective_on), None, ALONE, TODAY)

    if refusal is None:
        assert act()
        return
    with pytest.raises(refusal):
        act()


def test_what_is_agreed_before_today_takes_effect_no_sooner_than_it_is_signed() -> None:
    signed = addendum_in_state("signed", effective_on=TODAY - 30 * DAY)
    assert signed.effective_day == TODAY
    assert addendum_in_state("signed", effective_on=TODAY + DAY).effective_day == TODAY + DAY


def test_in_effect_the_agreement_has_the_new_terms_and_one_more_revision() -> None:
    signed = addendum_in_state("signed", effective_on=TODAY + DAY)
    after, (fact,) = addenda.take_effect(RUNNING, signed, ALONE, TODAY + 2 * DAY)
    amended = after.agreement
    assert (amended.terms, amended.revision, amended.end_known_on) == (LONGER, 2, TODAY + DAY)
    assert (after.addendum.state, after.addendum.in_effect_on) == ("in_effect", TODAY + DAY)
    public = fact.public()
    assert (public["addendum"], public["revision"], public["late"]) == (1, 2, True)
    assert (public["ends_on"], public["due_on"]) == ("2032-02-08", "2026-02-10")


def test_an_addendum_that_leaves_the_last_day_repeats_no_notice() -> None:
    narrower = replace(UMBRELLA.terms, scopes=frozenset[Scope]({"training"}))
    signed = addendum_in_state("signed", terms=narrower, effective_on=TODAY + DAY)
    after, _ = addenda.take_effect(RUNNING, signed, ALONE, TODAY + DAY)
    assert after.agreement.end_known_on == TODAY


def test_why_it_is_made_stands_in_no_fact() -> None:
    drafted = addenda.draft(RUNNING, draft_addendum(reason="Permintaan Saudara A"), None, ALONE, TODAY)
    assert "Saudara" not in str([event.model_dump() for event in drafted[1]])


SHORTER = replace(RUNNING.terms, period=Period(TODAY, TODAY + 60 * DAY))


def _last_days(result: Any) -> list[tuple[Any, Any]]:
    found = [fact.public() for fact in result.facts if fact.type.endswith("last-day-changed")]
    return [(fact["ends_on"], fact["because"]) for fact in found]


@pytest.mark.parametrize(
    ("terms", "effective", "told"),
    [
        pytest.param(SHORTER, TODAY + 10 * DAY, True, id="signed, to come, shorter: the last day is known now"),
        pytest.param(LONGER, TODAY + 10 * DAY, False, id="signed, to come, longer: the last day moves on its day only"),
        pytest.param(SHORTER, TODAY, False, id="in effect at once: the fact is that it is amended"),
    ],
)
def test_an_addendum_that_will_shorten_it_counts_from_the_last_signature(
    terms: Terms, effective: date, *, told: bool
) -> None:
    approved = addendum_in_state("approved", terms=terms, effective_on=effective)
    first, _ = addenda.sign(RUNNING, approved, signature(CITY), ALONE, TODAY)
    last = addenda.sign(RUNNING, first, signature(OFFICE), ALONE, TODAY)
    assert _last_days(last) == ([(str(TODAY + 60 * DAY), "addendum_signed")] if told else [])


def test_dropped_before_its_day_the_old_last_day_is_told_again() -> None:
    running = replace(RUNNING, pending_end=TODAY + 60 * DAY)
    signed = addendum_in_state("signed", terms=SHORTER, effective_on=TODAY + 10 * DAY)
    again = [(str(RUNNING.period.ends_on), "addendum_dropped")]
    assert _last_days(addenda.withdraw(running, signed)) == again
    assert _last_days(addenda.hold(running, signed, "PKS")) == again
    assert _last_days(addenda.withdraw(running, addendum_in_state("approved", terms=SHORTER))) == []


def test_in_effect_the_fact_says_the_new_last_day_and_the_new_period() -> None:
    running = replace(RUNNING, pending_end=TODAY + 60 * DAY)
    _, (fact,) = addenda.take_effect(running, addendum_in_state("signed", terms=SHORTER), ALONE, TODAY)
    assert fact.public()["ends_on"] == fact.public()["period_ends_on"] == str(TODAY + 60 * DAY)
