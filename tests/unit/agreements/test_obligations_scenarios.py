"""A3 as stories: what is done on which day, and which facts follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.agreements.domain.deadlines import Milestone
from shared.clock import midnight
from tests.unit.agreements.builders import AGENCY, PRISON, SEWING, Plan, at, plan_in_state

Tell = Callable[[], Plan]
LATER = date(2026, 9, 30)


def sewing(**changes: object) -> Plan:
    return Plan(obligation=replace(SEWING, **changes))  # type: ignore[arg-type]


SCENARIOS: dict[str, tuple[Tell, str, list[str]]] = {
    "OBLIGATION-01 part of the draft it is agreed with the draft": (
        lambda: plan_in_state("draft").plan(),
        "open",
        ["obligation-planned 2026-02-09"],
    ),
    "OBLIGATION-02 while in force a party proposes and the other accepts": (
        lambda: Plan().on("2026-03-01").plan(by=AGENCY).on("2026-03-05").answer("accept", by=PRISON),
        "open",
        ["obligation-proposed 2026-03-01", "obligation-answered 2026-03-05"],
    ),
    "OBLIGATION-03 what the other declines never binds": (
        lambda: Plan().plan(by=PRISON).answer("decline", by=AGENCY).on("2026-08-01"),
        "cancelled",
        ["obligation-proposed 2026-02-09", "obligation-answered 2026-02-09"],
    ),
    "OBLIGATION-04 two instalments, confirmed by who receives them": (
        lambda: Plan().on("2026-04-01").report(8).on("2026-06-30").report(4).on("2026-06-30", "15:00").confirm(),
        "fulfilled",
        ["obligation-reported 2026-04-01", "obligation-reported 2026-06-30", "fulfilled 2026-06-30"],
    ),
    "OBLIGATION-05 overdue at local midnight after its day, once": (
        lambda: Plan().on("2026-06-30", "23:59").on("2026-07-01", "00:00").on("2026-07-02").on("2026-09-01"),
        "overdue",
        ["overdue 2026-07-01"],
    ),
    "OBLIGATION-06 overdue, and fulfilled all the same": (
        lambda: Plan().on("2026-07-01").on("2026-07-03").report(12).on("2026-07-04").confirm(),
        "fulfilled",
        ["overdue 2026-07-01", "obligation-reported 2026-07-03", "fulfilled 2026-07-04"],
    ),
    "OBLIGATION-07 after an outage dated when it was due": (
        lambda: Plan().outage().on("2026-07-20").back(),
        "overdue",
        ["overdue 2026-07-01"],
    ),
    "OBLIGATION-08 a report that overtakes the scheduler finds it overdue already": (
        lambda: Plan().outage().on("2026-07-01", "00:00").report(12),
        "overdue",
        ["overdue 2026-07-01", "obligation-reported 2026-07-01"],
    ),
    "OBLIGATION-09 while suspended it rests, and is overdue at the resumption": (
        lambda: (
            Plan()
            .on("2026-06-01")
            .move_pks("suspended")
            .on("2026-07-15")
            .move_pks("resumed", at("2026-08-10", "10:00"))
            .on("2026-08-10", "10:01")
        ),
        "overdue",
        ["overdue 2026-08-10"],
    ),
    "OBLIGATION-10 what was begun may be reported while suspended": (
        lambda: Plan().on("2026-06-01").move_pks("suspended").report(12).confirm(),
        "fulfilled",
        ["obligation-reported 2026-06-01", "fulfilled 2026-06-01"],
    ),
    "OBLIGATION-11 a PKS that ends before the due date takes it along": (
        lambda: Plan().on("2026-05-31").move_pks("terminated", midnight(date(2026, 6, 1))).on("2026-06-01"),
        "lapsed",
        ["obligation-lapsed 2026-06-01"],
    ),
    "OBLIGATION-12 due on the last day it is overdue when the PKS expires, not lapsed": (
        lambda: (
            sewing(due_on=date(2027, 2, 8))
            .on("2027-02-08")
            .move_pks("expired", midnight(date(2027, 2, 9)))
            .on("2027-02-09", "00:00")
        ),
        "overdue",
        ["overdue 2027-02-09"],
    ),
    "OBLIGATION-13 overdue when the PKS ends it stays so, and may still be made good": (
        lambda: Plan().on("2026-07-01").on("2026-12-31").move_pks("terminated").on("2027-01-15").report(12).confirm(),
        "fulfilled",
        ["overdue 2026-07-01", "obligation-reported 2027-01-15", "fulfilled 2027-01-15"],
    ),
    "OBLIGATION-14 an outage over due date and end leaves both in their order": (
        lambda: Plan().outage().move_pks("terminated", midnight(date(2026, 8, 1))).on("2026-09-01").back(),
        "overdue",
        ["overdue 2026-07-01"],
    ),
    "OBLIGATION-15 suspended until its end it lapses": (
        lambda: (
            Plan()
            .on("2026-06-01")
            .move_pks("suspended")
            .on("2026-10-01")
            .move_pks("expired", midnight(date(2026, 10, 1)))
            .on("2026-10-02")
        ),
        "lapsed",
        ["obligation-lapsed 2026-10-01"],
    ),
    "OBLIGATION-16 signed late: what was due before is overdue when it comes into force": (
        lambda: Plan(history=[Milestone("activated", at("2026-07-20", "11:00"))]).on("2026-07-20", "11:01"),
        "overdue",
        ["overdue 2026-07-20"],
    ),
    "OBLIGATION-17 another due date, agreed by both, has its own alarm": (
        lambda: (
            Plan().on("2026-07-01").propose(due_on=LATER).answer("accept").on("2026-09-30").on("2026-10-01", "00:00")
        ),
        "overdue",
        [
            "overdue 2026-07-01",
            "obligation-proposed 2026-07-01",
            "obligation-answered 2026-07-01",
            "overdue 2026-10-01",
        ],
    ),
    "OBLIGATION-18 cancelled by both it is never overdue": (
        lambda: Plan().on("2026-06-01").propose("cancel").on("2026-06-10").answer("accept").on("2026-08-01"),
        "cancelled",
        ["obligation-proposed 2026-06-01", "obligation-answered 2026-06-10"],
    ),
    "OBLIGATION-19 a correction takes the place of its report": (
        lambda: Plan().on("2026-05-01").report(12).on("2026-05-02").correct(12, 2).on("2026-05-03").report(10),
        "open",
        ["obligation-reported 2026-05-01", "obligation-corrected 2026-05-02", "obligation-reported 2026-05-03"],
    ),
    "OBLIGATION-20 a proposal nobody answered falls with the PKS": (
        lambda: Plan().on("2026-05-01").plan().move_pks("terminated").on("2026-05-02"),
        "lapsed",
        ["obligation-proposed 2026-05-01", "obligation-lapsed 2026-05-01"],
    ),
}


@pytest.mark.parametrize(("tell", "state", "types"), SCENARIOS.values(), ids=SCENARIOS)
def test_scenario(tell: Tell, state: str, types: list[str]) -> None:
    story = tell()
    assert (story.obligation.state, story.dated_types) == (state, types)
