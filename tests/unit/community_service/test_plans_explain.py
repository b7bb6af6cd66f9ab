"""Why there is no plan: which constraint is in the way, and what would help."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Problem
from services.community_service.domain.plans.texts import text
from services.community_service.domain.sites import Details
from tests.unit.community_service.cases import gate, uid
from tests.unit.community_service.situations import (
    GARDEN,
    MON,
    THU,
    WED,
    WEEK,
    adult,
    block,
    child,
    explain,
    make_problem,
    offer,
    slot,
    what_helps,
)

REASONS: dict[str, tuple[Problem, int, str, bool, int | None]] = {
    "SCHEDULE-41 the period is one day too short": (
        make_problem(adult(16, until="2026-03-09")),
        240,
        "period",
        True,
        1,
    ),
    "SCHEDULE-42 the verdict's hours a day are too few, one more would do": (
        make_problem(adult(8, 3, until=WEEK)),
        120,
        "daily_cap",
        True,
        240,
    ),
    "SCHEDULE-43 work takes the only days": (
        make_problem(adult(8, until=WEEK), blocked=(block("work", "08:00", "12:00", MON),)),
        240,
        "blocked_times",
        True,
        None,
    ),
    "SCHEDULE-44 the only slot is full on both days": (
        make_problem(adult(8, until=WEEK), taken={(uid(31), date(2026, 3, 2)): 5, (uid(32), date(2026, 3, 3)): 5}),
        480,
        "capacity",
        True,
        None,
    ),
    "SCHEDULE-45 the site is closed that week": (
        make_problem(adult(8, until=WEEK), offer(3, details=Details(closed_days={date(2026, 3, 3): "banjir"}))),
        240,
        "closed_days",
        True,
        None,
    ),
    "SCHEDULE-46 the only site asks for a skill": (
        make_problem(adult(8, until=WEEK), offer(3, details=GARDEN)),
        480,
        "skills",
        True,
        None,
    ),
    "SCHEDULE-47 no site for children": (
        make_problem(child(), offer(3, slot(31, MON, "14:00", "18:00"), child_friendly=False)),
        420,
        "child_rules",
        True,
        None,
    ),
    "SCHEDULE-48 the accreditation ends before the child is done": (
        make_problem(child(27), offer(3, slot(31, MON, "14:00", "17:00"))),
        180,
        "child_rules",
        True,
        None,
    ),
    "SCHEDULE-49 the only site is suspended with its PKS": (
        make_problem(adult(8), offer(3, state="suspended", gate=gate(state="suspended"))),
        480,
        "agreements",
        True,
        None,
    ),
    "SCHEDULE-50 the chosen sites are not enough, the others would do": (
        make_problem(adult(16, until=WEEK), offer(3), offer(4, slot(41, WED), slot(42, THU), chosen=False)),
        480,
        "chosen_sites",
        True,
        None,
    ),
    "SCHEDULE-51 two sites on a day would do": (
        make_problem(adult(8, 8, until="2026-03-02"), offer(3), offer(4, slot(41, MON, "13:00", "17:00"))),
        240,
        "one_site_a_day",
        True,
        None,
    ),
    "SCHEDULE-52 nothing alone is enough, and what is said is said so": (
        make_problem(
            adult(16, until=WEEK),
            blocked=(block("work", "08:00", "12:00", MON),),
            taken={(uid(32), date(2026, 3, 3)): 5},
        ),
        960,
        "capacity",
        False,
        None,
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_no_schedule(name: str) -> None:
    problem, short, family, enough, needed = REASONS[name]
    answer = plan(problem)
    assert explain(answer).short_minutes == short
    assert what_helps(answer)[family] == (enough, needed)
    assert explain(answer).relaxations[0].enough or not enough


def test_schedule_53_full_slots_are_named_with_their_days() -> None:
    answer = plan(REASONS["SCHEDULE-44 the only slot is full on both days"][0])
    assert [(f.slot_id.int, f.on.day) for f in explain(answer).full] == [(31, 2), (32, 3)]


def test_schedule_54_the_period_is_over() -> None:
    answer = plan(make_problem(adult(8, until="2026-03-03"), now=datetime(2026, 3, 20, tzinfo=UTC)))
    assert (explain(answer).schedulable_minutes, explain(answer).short_minutes, explain(answer).days_missing) == (
        0,
        480,
        2,
    )
    assert what_helps(answer)["period"] == (True, 28), "23 and 24 March are joint leave"


def test_every_relaxation_has_words() -> None:
    found = [each for problem, *_ in REASONS.values() for each in explain(plan(problem)).relaxations]
    assert all(text(each, 0) and text(each, 1) for each in found)
    assert "1 days more would do" in {text(each, 1).partition(": ")[2].rstrip(".") for each in found}
