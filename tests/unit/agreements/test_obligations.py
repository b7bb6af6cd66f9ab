"""A3: what a party owes is planned in the draft or agreed by both, reported with evidence, confirmed by the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain import obligations, progress_reports
from services.agreements.domain.deadlines import Milestone
from services.agreements.errors import obligations as errors
from services.agreements.errors import progress_reports as progress_errors
from services.agreements.errors import proposals as proposal_errors
from services.agreements.events import ObligationState, State
from shared.errors import Refusal
from tests.unit.agreements.builders import (
    ACTIVE,
    AGENCY,
    DAY,
    PRISON,
    SEWING,
    STRANGER,
    Plan,
    at,
    plan_in_state,
)

Tell = Callable[[], Plan]
LATER = date(2026, 9, 30)


def sewing(**changes: object) -> Plan:
    return Plan(obligation=replace(SEWING, **changes))  # type: ignore[arg-type]


REFUSED: dict[str, tuple[Tell, type[Refusal], str]] = {
    "a stranger to the PKS owes nothing": (
        lambda: plan_in_state("draft", owed_by=STRANGER).plan(),
        errors.OwedByNoParty,
        str(STRANGER),
    ),
    "due before the first day": (
        lambda: plan_in_state("draft", due_on=date(2026, 2, 8)).plan(),
        errors.DueOutsidePeriod,
        "2026-02-08",
    ),
    "due after the last day": (
        lambda: plan_in_state("draft", due_on=date(2027, 2, 9)).plan(),
        errors.DueOutsidePeriod,
        "2027-02-09 lies outside .*2026-02-09 – 2027-02-08",
    ),
    "proposed for a day that has passed": (
        lambda: Plan(now=at("2026-07-02")).plan(),
        errors.DueDatePassed,
        "2026-06-30 has passed .today is 2026-07-02",
    ),
    "accepted after its day has passed": (
        lambda: Plan().plan().on("2026-07-01").answer("accept"),
        errors.DueDatePassed,
        "2026-06-30",
    ),
    "the proposer accepts for the other": (
        lambda: Plan().plan(by=AGENCY).answer("accept", by=AGENCY),
        proposal_errors.AnsweredByProposer,
        "other party",
    ),
    "the other withdraws what is not its own": (
        lambda: Plan().plan(by=AGENCY).answer("withdraw", by=PRISON),
        proposal_errors.AnsweredByProposer,
        "withdraw",
    ),
    "an answer to nothing": (lambda: Plan().answer("accept"), proposal_errors.NoProposal, "waits"),
    "a second proposal while one waits": (
        lambda: Plan().propose(quantity=10).propose(quantity=9),
        proposal_errors.ProposalPending,
        "waits",
    ),
    "a proposal that changes nothing": (
        lambda: Plan().propose(quantity=12, due_on=date(2026, 6, 30)),
        proposal_errors.NothingChanges,
        "neither",
    ),
    "another due date outside the period": (
        lambda: Plan().propose(due_on=date(2027, 2, 9)),
        errors.DueOutsidePeriod,
        "2027-02-09",
    ),
    "another due date that has passed": (
        lambda: Plan().on("2026-07-05").propose(due_on=date(2026, 7, 4)),
        errors.DueDatePassed,
        "2026-07-04",
    ),
    "confirmed by who owes it": (
        lambda: Plan().report(12).confirm(by=AGENCY),
        progress_errors.ConfirmedByDebtor,
        "other party",
    ),
    "confirmed before the sum is reached": (
        lambda: Plan().report(11).confirm(),
        progress_errors.NotDelivered,
        "11 of 12 mesin",
    ),
    "confirmed after a correction took the sum away": (
        lambda: Plan().report(12).correct(12, 3).confirm(),
        progress_errors.NotDelivered,
        "3 of 12",
    ),
    "reported after it was confirmed": (
        lambda: Plan().report(12).confirm().report(1),
        errors.ObligationSettled,
        "fulfilled",
    ),
    "corrected after it was confirmed": (
        lambda: Plan().report(12).confirm().correct(12, 1),
        errors.ObligationSettled,
        "fulfilled",
    ),
    "reported before the other party agreed to it": (
        lambda: Plan().plan().report(1),
        errors.ObligationSettled,
        "proposed",
    ),
    "reported when it has lapsed, though the scheduler was away": (
        lambda: Plan().outage().move_pks("terminated", at("2026-04-01")).on("2026-05-01").report(1),
        errors.ObligationSettled,
        "lapsed",
    ),
}


@pytest.mark.parametrize(("tell", "refusal", "says"), REFUSED.values(), ids=REFUSED)
def test_refused(tell: Tell, refusal: type[Refusal], says: str) -> None:
    with pytest.raises(refusal, match=says):
        tell()


@pytest.mark.parametrize("state", get_args(State))
def test_the_plan_is_made_in_the_draft_or_by_both_while_in_force(state: State) -> None:
    if state in {"draft", "in_force"}:
        assert plan_in_state(state).plan().obligation.state == ("open" if state == "draft" else "proposed")
        return
    with pytest.raises(errors.PlanSettled) as refused:
        plan_in_state(state).plan()
    assert (refused.value.rule, refused.value.article) == ("A3", "Permendagri 22/2020; PP 28/2018")


@pytest.mark.parametrize("state", get_args(State))
def test_the_draft_alone_is_revised_and_struck(state: State) -> None:
    for rule in (obligations.revise, obligations.strike):
        plan = plan_in_state(state)
        if state == "draft":
            assert rule(plan.pks, plan.obligation)[1]
        else:
            with pytest.raises(errors.PlanSettled):
                rule(plan.pks, plan.obligation)


@pytest.mark.parametrize("state", get_args(State))
def test_progress_is_reported_once_the_pks_has_come_into_force(state: State) -> None:
    plan = plan_in_state(state, due_on=date(2026, 2, 9))
    plan.history = [Milestone("activated", at("2026-02-09", "07:00"))]
    if state in {"draft", "in_review", "approved", "signed"}:
        with pytest.raises(errors.NotYetInForce):
            plan.report(1)
    else:
        assert plan.report(1).obligation.done == 1


@pytest.mark.parametrize("state", get_args(ObligationState))
def test_only_what_is_open_or_overdue_is_reported_corrected_confirmed_or_changed(state: ObligationState) -> None:
    steps: list[Callable[[Plan], Plan]] = [
        lambda plan: plan.report(1),
        lambda plan: plan.correct(12, 13),
        lambda plan: plan.confirm(),
        lambda plan: plan.propose(quantity=20),
    ]
    for step in steps:
        plan = sewing(state=state, done=12, delivered_on=date(2026, 2, 9))
        if state in {"open", "overdue"}:
            assert step(plan).facts
        else:
            with pytest.raises(errors.ObligationSettled, match=state):
                step(plan)


@pytest.mark.parametrize(("delivered", "days_late"), [("2026-06-29", 0), ("2026-06-30", 0), ("2026-07-03", 3)])
def test_late_counts_to_the_delivery_not_to_the_confirmation(delivered: str, days_late: int) -> None:
    story = Plan().on(delivered).report(12).on("2026-07-20").confirm()
    assert (story.last["days_late"], story.last["delivered_on"]) == (days_late, delivered)


@pytest.mark.parametrize(
    ("raised", "late"),
    [("2026-07-01 00:00", False), ("2026-07-01 23:59", False), ("2026-07-02 00:00", True), ("2026-09-01 08:00", True)],
)
def test_an_alarm_raised_on_a_later_day_is_marked_late(raised: str, late: bool) -> None:
    assert Plan().on(*raised.split()).last["late"] is late


def test_the_alarm_says_whose_turn_it_is() -> None:
    assert Plan().on("2026-07-01").last["awaits"] == "delivery"
    assert Plan().on("2026-06-01").report(12).on("2026-07-01").last["awaits"] == "confirmation"


def test_a_fact_tells_the_whole_state() -> None:
    story = Plan().on("2026-04-01").report(8).on("2026-07-01")
    assert story.last == {
        "obligation_id": str(SEWING.id),
        "agreement_id": str(ACTIVE.id),
        "agency_id": str(AGENCY),
        "institution_id": str(PRISON),
        "owed_by": str(AGENCY),
        "owed_to": str(PRISON),
        "quantity": 12,
        "unit": "mesin",
        "done": 8,
        "due_on": "2026-06-30",
        "delivered_on": None,
        "state": "overdue",
        "awaits": "delivery",
        "late": False,
        "detail_url": f"/agreements/obligations/{SEWING.id}",
    }, "and not what it is about, which people may have written names into"


def test_the_day_of_delivery_is_the_first_on_which_the_sum_was_reached() -> None:
    story = Plan().on("2026-04-01").report(12).on("2026-04-20").report(1)
    assert story.obligation.delivered_on == date(2026, 4, 1)


def test_a_change_of_quantity_moves_the_day_of_delivery() -> None:
    story = Plan().on("2026-04-01").report(8).propose(quantity=8).on("2026-04-20").answer("accept")
    assert story.obligation.delivered_on == date(2026, 4, 20)
    raised = story.propose(quantity=9).answer("accept")
    assert raised.obligation.delivered_on is None


def test_a_change_keeps_what_it_does_not_name() -> None:
    changed = Plan().propose(due_on=LATER).answer("accept").obligation
    assert (changed.quantity, changed.due_on, changed.state) == (12, LATER, "open")


def test_declined_or_withdrawn_changes_leave_everything_as_it_was() -> None:
    assert Plan().propose(quantity=1).answer("decline").obligation == SEWING
    assert Plan().propose("cancel").answer("withdraw", by=AGENCY).obligation == SEWING


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20) | st.none()), max_size=8), st.integers(1, 60))
def test_what_is_done_is_the_sum_of_what_stands(reports: list[tuple[int, int | None]], quantity: int) -> None:
    """Each report, or the correction that took its place; delivered exactly while the sum reaches the quantity."""
    story, standing = sewing(quantity=quantity), 0
    for number, (reported, corrected) in enumerate(reports):
        story.now += DAY
        story.report(reported, report_id=100 + number)
        if corrected is not None:
            ids = UUID(int=200 + number), UUID(int=100 + number)
            story.do(progress_reports.correct, *ids, reported, corrected, story.today)
        standing += reported if corrected is None else corrected
        assert story.obligation.done == standing
        assert (story.obligation.delivered_on is not None) == (standing >= quantity)
