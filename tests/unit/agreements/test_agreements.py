"""The life of an agreement: draft → review → approved → signed by all → in force → suspended, resumed, expired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import get_args

import pytest

from services.agreements import events
from services.agreements.domain import agreements, pauses, terminations
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.results import Result
from services.agreements.errors import agreements as errors
from services.agreements.events import State
from shared.messaging.events import by_type
from tests.unit.agreements.builders import (
    AGENCY,
    CITY,
    OFFICE,
    ON_TIME,
    PKS,
    PRISON,
    STRANGER,
    TODAY,
    UMBRELLA,
    approve,
    in_state,
    sign,
    signature,
    types,
)

DAY = timedelta(days=1)

VERBS = sorted({type_.rpartition(".")[2] for type_ in by_type(events) if ".joint-agreement." in type_})
STEPS: dict[str, tuple[Callable[[Agreement], Result[Agreement]], set[str], str]] = {
    "submit": (agreements.submit, {"draft"}, "in_review"),
    "approve": (partial(agreements.review, party_id=CITY, decision="approve", today=TODAY), {"in_review"}, "in_review"),
    "ask for changes": (
        partial(agreements.review, party_id=CITY, decision="request_changes", today=TODAY),
        {"in_review"},
        "draft",
    ),
    "sign": (lambda a: agreements.sign(replace(a, signatures=()), signature(CITY), TODAY), {"approved"}, "approved"),
    "activate": (partial(agreements.activate, timing=ON_TIME), {"signed"}, "in_force"),
    "suspend": (pauses.suspend, {"in_force"}, "suspended"),
    "resume": (pauses.resume, {"suspended"}, "in_force"),
    "expire": (partial(agreements.expire, timing=ON_TIME), {"signed", "in_force", "suspended"}, "expired"),
    "terminate": (partial(terminations.terminate, timing=ON_TIME), {"signed", "in_force", "suspended"}, "terminated"),
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_states_and_no_other(step: str, state: str) -> None:
    act, allowed, leads_to = STEPS[step]
    agreement = replace(in_state(UMBRELLA, state), approved_by=frozenset())
    if state in allowed:
        assert act(agreement)[0].state == leads_to
        return
    with pytest.raises(errors.WrongState, match=f"The agreement is {state}; this needs it to be"):
        act(agreement)


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        ("submit", ["record.submitted"]),
        ("approve", ["record.reviewed"]),
        ("ask for changes", ["record.reviewed"]),
        ("sign", ["record.signed"]),
        ("activate", ["joint-agreement.activated"]),
        ("suspend", ["joint-agreement.suspended"]),
        ("resume", ["joint-agreement.resumed"]),
        ("expire", ["joint-agreement.expired"]),
        ("terminate", ["joint-agreement.terminated"]),
    ],
)
def test_each_step_says_what_happened(step: str, facts: list[str]) -> None:
    act, allowed, _ = STEPS[step]
    agreement = replace(in_state(UMBRELLA, min(allowed)), approved_by=frozenset())
    assert types(act(agreement)) == facts


def test_it_is_approved_when_the_last_party_approves() -> None:
    reviewed, _ = agreements.submit(UMBRELLA)
    once, _ = agreements.review(reviewed, CITY, "approve", TODAY)
    twice, _ = agreements.review(once, CITY, "approve", TODAY)
    done, _ = agreements.review(twice, OFFICE, "approve", TODAY)
    assert [(a.state, a.approved_on) for a in (once, twice, done)] == [
        ("in_review", None),
        ("in_review", None),
        ("approved", TODAY),
    ]


def test_a_request_for_changes_voids_the_approvals() -> None:
    reviewed, _ = agreements.review(agreements.submit(UMBRELLA)[0], CITY, "approve", TODAY)
    again, _ = agreements.review(reviewed, OFFICE, "request_changes", TODAY)
    assert (again.state, again.approved_by) == ("draft", frozenset())


@pytest.mark.parametrize(
    "act",
    [
        lambda: agreements.review(agreements.submit(UMBRELLA)[0], STRANGER, "approve", TODAY),
        lambda: agreements.sign(approve(UMBRELLA), signature(STRANGER), TODAY),
    ],
    ids=["review", "sign"],
)
def test_only_a_party_reviews_and_signs(act: Callable[[], Result[Agreement]]) -> None:
    with pytest.raises(errors.NotAParty):
        act()


def test_it_is_signed_with_the_last_signature_and_not_before() -> None:
    first = agreements.sign(approve(UMBRELLA), signature(CITY), TODAY)
    last = agreements.sign(first[0], signature(OFFICE), TODAY)
    assert (first[0].state, types(first)) == ("approved", ["record.signed"])
    assert (last[0].state, types(last)) == ("signed", ["record.signed", "joint-agreement.signed"])


def test_a_suspension_by_the_umbrella_is_remembered_until_it_ends() -> None:
    running = in_state(PKS, "in_force")
    suspended, _ = pauses.suspend(running, by_umbrella=True)
    assert suspended.suspended_by_umbrella
    assert not pauses.suspend(running)[0].suspended_by_umbrella
    assert not pauses.resume(suspended)[0].suspended_by_umbrella
    assert not agreements.expire(suspended, ON_TIME)[0].suspended_by_umbrella
    assert not terminations.terminate(suspended, ON_TIME)[0].suspended_by_umbrella


@pytest.mark.parametrize("agreement", [UMBRELLA, PKS])
@pytest.mark.parametrize("verb", VERBS)
def test_a_published_fact_carries_the_whole_state_that_others_need(agreement: Agreement, verb: str) -> None:
    more = {"days": 30, "addendum": 1, "given_on": TODAY, "notice_days": 30, "because": "known"}
    fact = agreements.fact(sign(agreement), verb, ON_TIME, **more).public()
    assert fact["agreement_id"] == str(agreement.id)
    assert (fact["scopes"], fact["state"]) == (sorted(agreement.scopes), "signed")
    assert (fact["starts_on"], fact["ends_on"]) == (str(agreement.period.starts_on), str(agreement.period.ends_on))
    assert (fact["revision"], fact["terminates_on"]) == (1, None)
    if agreement is UMBRELLA:
        assert fact["parties"] == [str(CITY), str(OFFICE)]
    else:
        assert (fact["agency_id"], fact["institution_id"]) == (str(AGENCY), str(PRISON))
        assert fact["joint_agreement_id"] == str(UMBRELLA.id)
        assert (fact["sites"], fact["programmes"]) == ([], ["las", "menjahit"])
        assert fact["suspended_by_umbrella"] is False
