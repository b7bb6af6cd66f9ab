"""Who gets a place, who waits, and who moves up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.assessments import fail
from services.training.domain.enrolments import Applicant, Enrolment, empty_queue, enrol, promotable, promote, withdraw
from services.training.domain.programmes import Entry, Programme
from shared.errors import Refusal
from shared.periods import Period
from tests.unit.training.cases import CONFIRMED, OTHER, PROGRAMME, TODAY, applicant, programme, slugs, terms


def refused(into: Programme, who: Applicant, today: date = TODAY) -> list[str]:
    try:
        enrol(into, who, UUID(int=40), terms(today))
    except Refusal as refusal:
        return slugs(refusal)
    return []


@pytest.mark.parametrize(
    ("entry", "who", "unmet"),
    [
        ({}, applicant(), []),
        ({"min_age": 36}, applicant(), []),
        ({"min_age": 37}, applicant(), ["age-outside"]),
        ({"max_age": 36}, applicant(), []),
        ({"max_age": 35}, applicant(), ["age-outside"]),
        ({}, applicant(risk_level="maximum"), ["risk-level-not-allowed"]),
        ({}, applicant(institution_id=OTHER), ["participant-of-another-institution"]),
        ({"prior_skill": "cutting"}, applicant(), ["prior-skill-missing"]),
        ({"prior_skill": "cutting"}, applicant(has_prior_skill=True), []),
        (
            {"prior_skill": "cutting", "max_age": 20},
            applicant(risk_level="maximum"),
            ["age-outside", "risk-level-not-allowed", "prior-skill-missing"],
        ),
    ],
)
def test_entry_conditions(entry: dict[str, Any], who: Applicant, unmet: list[str]) -> None:
    conditions = {"min_age": 12, "max_age": 60, "prior_skill": None, "risk_levels": frozenset({"minimum"})}
    assert refused(programme(entry=Entry(**(conditions | entry))), who) == unmet


def test_a_child_is_held_to_the_limits_of_c3_and_an_adult_is_not() -> None:
    short = programme(period=Period(date(2026, 2, 16), date(2026, 3, 15)))
    assert refused(short, applicant()) == []
    assert refused(short, applicant(birth_date=date(2009, 1, 1))) == ["child-programme-length"]


@pytest.mark.parametrize(
    ("changes", "today", "slug"),
    [
        ({"state": "suspended"}, TODAY, "programme-suspended"),
        ({"state": "closed"}, TODAY, "programme-closed"),
        ({}, date(2026, 5, 16), "programme-over"),
    ],
)
def test_no_new_enrolment(changes: dict[str, Any], today: date, slug: str) -> None:
    assert refused(programme(**changes), applicant(), today) == [slug]


def test_the_last_day_still_takes_enrolments() -> None:
    assert refused(PROGRAMME, applicant(), date(2026, 5, 15)) == []


def test_a_full_programme_queues_and_the_first_of_the_queue_moves_up() -> None:
    into, all_of_them = PROGRAMME, list[Enrolment]()
    for number in range(4):
        into, enrolment, _ = enrol(into, applicant(), UUID(int=number), terms())
        all_of_them.append(enrolment)
    assert [(e.state, e.ticket) for e in all_of_them] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]
    assert promotable(into, TODAY) == 0
    into, _, _ = withdraw(into, all_of_them[0], "released")
    assert promotable(into, TODAY) == 1
    into, promoted, happened = promote(into, [all_of_them[2]])
    assert (into.taken, into.waiting, promoted[0].state) == (2, 1, "confirmed")
    assert [fact.type for fact in happened] == ["training.enrolment.confirmed", "training.record.places-changed"]


@pytest.mark.parametrize(
    ("changes", "today"), [({"state": "suspended"}, TODAY), ({"state": "closed"}, TODAY), ({}, date(2026, 5, 16))]
)
def test_nobody_moves_up_while_suspended_closed_or_over(changes: dict[str, Any], today: date) -> None:
    assert promotable(programme(taken=1, waiting=1, tickets=1, **changes), today) == 0


def test_only_a_withdrawal_frees_a_place() -> None:
    taken = programme(taken=1)
    failed, _ = fail(taken, CONFIRMED, "did not return")
    assert (failed.state, failed.reason) == ("failed", "did not return")
    assert withdraw(taken, CONFIRMED, "released")[0].taken == 0
    with pytest.raises(Refusal) as ended:
        withdraw(taken, failed, "released")
    assert ended.value.slug == "wrong-state"


def test_closing_empties_the_queue() -> None:
    waiting = [replace(CONFIRMED, id=UUID(int=n), state="waitlisted", ticket=n) for n in (1, 2)]
    after, gone, happened = empty_queue(programme(waiting=2, tickets=2), waiting)
    assert (after.waiting, {e.reason for e in gone}) == (0, {"programme_closed"})
    assert [fact.type for fact in happened].count("training.enrolment.withdrawn") == 2
    assert empty_queue(PROGRAMME, []) == (PROGRAMME, [], [])


Step = tuple[str, int]


@given(
    capacity=st.integers(1, 4),
    steps=st.lists(
        st.tuples(st.sampled_from(["enrol", "withdraw", "suspend", "open"]), st.integers(0, 20)), max_size=60
    ),
)
def test_places_are_never_oversold_and_the_queue_keeps_its_order(capacity: int, steps: list[Step]) -> None:
    into, known, promoted_tickets = programme(capacity=capacity), list[Enrolment](), list[int]()

    def move_up() -> None:
        nonlocal into
        queue = sorted((e for e in known if e.state == "waitlisted"), key=lambda e: e.ticket or 0)
        into, promoted, _ = promote(into, queue[: promotable(into, TODAY)])
        for enrolment in promoted:
            promoted_tickets.append(enrolment.ticket or 0)
            known[[e.id for e in known].index(enrolment.id)] = enrolment

    for verb, pick in steps:
        live = [e for e in known if e.state in {"confirmed", "waitlisted"}]
        if verb == "enrol" and into.state == "open":
            into, enrolment, _ = enrol(into, applicant(), UUID(int=len(known)), terms())
            known.append(enrolment)
        elif verb == "withdraw" and live:
            leaving = live[pick % len(live)]
            into, gone, _ = withdraw(into, leaving, "released")
            known[known.index(leaving)] = gone
            move_up()
        elif verb in {"suspend", "open"}:
            into = replace(into, state="open" if verb == "open" else "suspended")
            move_up()
        counted = [sum(e.state == state for e in known) for state in ("confirmed", "waitlisted")]
        assert [into.taken, into.waiting] == counted
        assert into.taken <= capacity
        assert into.state == "suspended" or not into.waiting or into.free == 0
    assert promoted_tickets == sorted(promoted_tickets)


def test_nothing_public_tells_who_or_that_it_is_a_child() -> None:
    _, _, happened = enrol(PROGRAMME, applicant(birth_date=date(2009, 1, 1)), UUID(int=1), terms())
    assert sorted(happened[0].public()) == [
        "agency_id",
        "detail_url",
        "enrolment_id",
        "institution_id",
        "programme_id",
        "skill",
        "state",
    ]
