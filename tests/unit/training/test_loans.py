"""Loans of equipment as pure rules: boundary days, and what each state allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training import events
from services.training.domain import loans, loans_terms
from services.training.domain.equipment import Item
from services.training.domain.loans import Loan, Step
from services.training.errors.loans import LoanWrongState
from services.training.rules import RULES
from shared.errors import Refusal
from tests.unit.training.cases import AGENCY, AGREEMENT, PRISON, TODAY, slugs

LIMITS = RULES.on(TODAY).equipment
NOW = datetime(2026, 2, 16, tzinfo=UTC)
PKS = replace(AGREEMENT, scopes=frozenset({"equipment"}))
ITEM = Item(
    id=UUID(int=60),
    agency_id=AGENCY,
    number="A-1",
    title="Mesin jahit",
    kind="sewing-machine",
    serial=None,
    condition="good",
    value_rupiah=1,
    acquired_on=date(2024, 1, 1),
    state="lent",
    institution_id=PRISON,
)
LOAN = Loan(
    id=UUID(int=61),
    equipment_id=ITEM.id,
    cooperation_agreement_id=PKS.id,
    obligation_id=None,
    agency_id=AGENCY,
    institution_id=PRISON,
    responsible_name="X",
    condition_out="good",
    lent_on=TODAY,
    due_on=date(2026, 6, 30),
)

STORED = replace(ITEM, state="in_store", institution_id=None)
STATES: dict[str, Loan] = {
    "lent": LOAN,
    "received": replace(LOAN, state="received", received_on=TODAY),
    "missing": replace(LOAN, state="missing", missing_since=NOW),
    "returned": replace(LOAN, state="returned", ended_on=TODAY, condition_in="good"),
    "lost": replace(LOAN, state="lost", ended_on=TODAY),
}
ACTS: dict[str, tuple[Callable[[Loan], Step], set[str]]] = {
    "receive": (lambda x: loans.receive(x, ITEM, None, TODAY, LIMITS), {"lent"}),
    "damage": (lambda x: loans.damage(x, ITEM, "damaged", LIMITS), {"lent", "received"}),
    "return": (lambda x: loans.give_back(x, ITEM, "good", TODAY, LIMITS), {"lent", "received", "missing"}),
    "report a loss": (lambda x: loans.miss(x, ITEM, NOW), {"lent", "received"}),
    "acknowledge a loss": (lambda x: loans.lose(x, ITEM, TODAY), {"missing"}),
    "find": (lambda x: loans.find(x, ITEM, "good", LIMITS), {"missing"}),
    "extend": (lambda x: loans_terms.extend(x, ITEM, date(2026, 7, 1), PKS, TODAY), {"lent", "received"}),
    "keep": (
        lambda x: loans_terms.decide(replace(x, flagged_at=NOW), ITEM, "keep", None, PKS, TODAY),
        {"lent", "received", "missing"},
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_what_each_state_allows(act: str, state: str) -> None:
    run, allowed = ACTS[act]
    if state in allowed:
        assert run(STATES[state]).happened
        return
    with pytest.raises(LoanWrongState):
        run(STATES[state])


@pytest.mark.parametrize("condition", ["", "Good", "broken"])
@pytest.mark.parametrize("act", [loans.receive, loans.damage, loans.give_back, loans.find])
def test_a_condition_is_one_of_the_scale(act: Callable[..., Step], condition: str) -> None:
    more: tuple[Any, ...] = (TODAY, LIMITS) if act in (loans.receive, loans.give_back) else (LIMITS,)
    loan = STATES["missing" if act is loans.find else "lent"]
    if act is loans.receive and not condition:
        return  # as it was handed over
    with pytest.raises(Refusal) as refused:
        act(loan, ITEM, condition, *more)
    assert refused.value.slug == "condition-unknown"


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, False), (1, True), (40, True)])
def test_overdue_is_the_day_after_the_due_date(days: int, told: bool) -> None:
    loan, happened = loans.lapse(LOAN, ITEM, LOAN.due_on + timedelta(days))
    assert [type(fact) for fact in happened] == ([events.EquipmentOverdue] if told else [])
    if told:
        assert loans.lapse(loan, ITEM, LOAN.due_on + timedelta(days + 1)) == (loan, []), "once per due date"


def test_every_reason_is_named_at_once() -> None:
    never = replace(PKS, state="expired", scopes=frozenset({"training"}), institution_id=AGENCY)
    with pytest.raises(Refusal) as refused:
        loans_terms.lend(STORED, replace(LOAN, due_on=date(2027, 2, 9)), never, LIMITS)
    assert slugs(refused.value) == [
        "agreement-not-in-force",
        "agreement-without-equipment",
        "agreement-of-others",
        "loan-after-last-day",
    ]


def test_a_flag_is_raised_once_and_taken_away_once() -> None:
    gone = replace(PKS, state="suspended")
    flagged, happened = loans_terms.follow(LOAN, gone, NOW)
    assert (flagged.flagged_at, len(happened)) == (NOW, 1)
    assert loans_terms.follow(flagged, gone, NOW + timedelta(1)) == (flagged, []), "since when it waits stays"
    clear, happened = loans_terms.follow(flagged, PKS, NOW)
    assert (clear, len(happened)) == (LOAN, 1)
    assert loans_terms.follow(clear, PKS, NOW) == (LOAN, [])


def test_a_decision_counts_for_the_agreement_as_it_was() -> None:
    gone = replace(PKS, state="suspended")
    flagged, _ = loans_terms.follow(LOAN, gone, NOW)
    kept = loans_terms.decide(flagged, ITEM, "keep", None, gone, TODAY).loan
    assert loans_terms.follow(kept, gone, NOW) == (kept, [])
    assert loans_terms.follow(kept, replace(gone, last_day=date(2026, 3, 1)), NOW)[0].flagged_at == NOW
    carried, _ = loans_terms.follow(kept, PKS, NOW)
    assert loans_terms.follow(carried, gone, NOW)[0].flagged_at == NOW, "a second suspension asks again"


def test_every_end_takes_the_flag_away() -> None:
    flagged = replace(LOAN, flagged_at=NOW)
    assert loans.give_back(flagged, ITEM, "good", TODAY, LIMITS).loan.flagged_at is None
    assert loans.lose(replace(flagged, state="missing", missing_since=NOW), ITEM, TODAY).loan.flagged_at is None
