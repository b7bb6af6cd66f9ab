"""Planning again: what is scheduled and can stay, stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Problem, Proposal
from services.community_service.domain.sites import Details
from tests.unit.community_service.cases import gate, uid
from tests.unit.community_service.situations import (
    MON,
    WEEK,
    adult,
    block,
    existing,
    judge,
    make_problem,
    offer,
    show,
    slot,
)

TWO = (existing(201, "2026-03-02"), existing(202, "2026-03-03"))
REPLANS: dict[str, tuple[Problem, list[int], list[int], list[str]]] = {
    "REPLAN-01 all stands: nothing changes": (make_problem(adult(), existing=TWO), [201, 202], [], []),
    "REPLAN-02 after an absence the missing minutes are added": (
        make_problem(adult(), existing=TWO[1:], now=datetime(2026, 3, 2, 9, tzinfo=UTC)),
        [202],
        [],
        ["03-09 08:00-12:00 @3"],
    ),
    "REPLAN-03 a site closed for a day: that session alone moves": (
        make_problem(adult(), offer(3, details=Details(closed_days={date(2026, 3, 2): "banjir"})), existing=TWO),
        [202],
        [201],
        ["03-09 08:00-12:00 @3"],
    ),
    "REPLAN-04 a site whose PKS rests: its sessions move, the other site's stay": (
        make_problem(
            adult(),
            offer(3, state="suspended", gate=gate(state="suspended")),
            offer(4),
            existing=(TWO[0], existing(203, "2026-03-03", site=4, of=42)),
        ),
        [203],
        [201],
        ["03-02 08:00-12:00 @4"],
    ),
    "REPLAN-05 new work hours: the session within them moves": (
        make_problem(adult(), existing=TWO, blocked=(block("work", "11:00", "17:00", MON),)),
        [202],
        [201],
        ["03-02 08:00-11:00 @3", "03-09 08:00-09:00 @3"],
    ),
    "REPLAN-06 too much is scheduled: the fewest sessions go": (
        make_problem(adult(8, credited_minutes=240), existing=TWO),
        [201],
        [202],
        [],
    ),
    "REPLAN-07 no room beside what stands: a short session makes place for a long one": (
        make_problem(adult(8, until=WEEK), existing=(existing(201, "2026-03-02", "08:00", "09:00"), TWO[1])),
        [202],
        [201],
        ["03-02 08:00-12:00 @3"],
    ),
    "REPLAN-08 the seat that stands is not lost to a full slot": (
        make_problem(adult(), existing=TWO, taken={(uid(31), date(2026, 3, 2)): 4, (uid(32), date(2026, 3, 3)): 4}),
        [201, 202],
        [],
        [],
    ),
    "REPLAN-09 fewer hours a day than two sessions on it take: one of them stays": (
        make_problem(
            adult(4, 3),
            offer(3, slot(31, MON), slot(33, MON, "13:00", "17:00")),
            existing=(
                existing(201, "2026-03-02", "08:00", "10:00"),
                existing(202, "2026-03-02", "13:00", "15:00", of=33),
            ),
        ),
        [201],
        [202],
        ["03-09 08:00-10:00 @3"],
    ),
    "REPLAN-10 fewer changes before earlier completion": (
        make_problem(
            adult(8),
            existing=(existing(201, "2026-03-09"), existing(202, "2026-03-10", of=32), existing(203, "2026-03-16")),
        ),
        [201, 202],
        [203],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLANS)
def test_replan(name: str) -> None:
    problem, kept, cancelled, new = REPLANS[name]
    answer = plan(problem)
    assert show(answer) == new
    assert isinstance(answer, Proposal)
    assert ([id_.int for id_ in answer.kept], [id_.int for id_ in answer.cancelled]) == (kept, cancelled)
    judge(problem, answer)
