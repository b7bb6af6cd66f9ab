"""The life of an agreement: draft → review → approved → signed by all → in force → suspended, resumed, expired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import errors
from services.agreements.domain import agreement as rules
from services.agreements.domain import ending, pause
from services.agreements.domain.agreement import Agreement, Change, Period
from services.agreements.domain.facts import FACTS
from services.agreements.events import State
from tests.unit.agreements.cases import (
    AGENCY,
    CITY,
    DUE,
    OFFICE,
    PKS,
    PRISON,
    STRANGER,
    TODAY,
    UMBRELLA,
    approved,
    in_state,
    kuasa,
    signature,
    signed,
    told,
)

DAY = timedelta(days=1)

STEPS: dict[str, tuple[Callable[[Agreement], Change], set[str], str]] = {
    "submit": (rules.submit, {"draft"}, "in_review"),
    "approve": (partial(rules.review, party_id=CITY, decision="approve", today=TODAY), {"in_review"}, "in_review"),
    "ask for changes": (
        partial(rules.review, party_id=CITY, decision="request_changes", today=TODAY),
        {"in_review"},
        "draft",
    ),
    "sign": (lambda a: rules.sign(replace(a, signatures=()), signature(CITY), TODAY), {"approved"}, "approved"),
    "activate": (partial(rules.activate, due=DUE), {"signed"}, "in_force"),
    "suspend": (pause.suspend, {"in_force"}, "suspended"),
    "resume": (pause.resume, {"suspended"}, "in_force"),
    "expire": (partial(rules.expire, due=DUE), {"signed", "in_force", "suspended"}, "expired"),
    "terminate": (partial(ending.terminate, due=DUE), {"signed", "in_force", "suspended"}, "terminated"),
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_states_and_no_other(step: str, state: str) -> None:
    take, allowed, leads_to = STEPS[step]
    agreement = replace(in_state(UMBRELLA, state), approved_by=frozenset())
    if state in allowed:
        assert take(agreement)[0].state == leads_to
        return
    with pytest.raises(errors.WrongState, match=f"The agreement is {state}; this needs it to be"):
        take(agreement)


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        ("submit", ["record.submitted"]),
        ("approve", ["record.reviewed"]),
        ("ask for changes", ["record.reviewed"]),
        ("sign", ["record.signature"]),
        ("activate", ["joint-agreement.activated"]),
        ("suspend", ["joint-agreement.suspended"]),
        ("resume", ["joint-agreement.resumed"]),
        ("expire", ["joint-agreement.expired"]),
        ("terminate", ["joint-agreement.terminated"]),
    ],
)
def test_each_step_says_what_happened(step: str, facts: list[str]) -> None:
    take, allowed, _ = STEPS[step]
    agreement = replace(in_state(UMBRELLA, min(allowed)), approved_by=frozenset())
    assert told(take(agreement)) == facts


def test_it_is_approved_when_the_last_party_approves() -> None:
    reviewed, _ = rules.submit(UMBRELLA)
    once, _ = rules.review(reviewed, CITY, "approve", TODAY)
    twice, _ = rules.review(once, CITY, "approve", TODAY)
    done, _ = rules.review(twice, OFFICE, "approve", TODAY)
    assert [(a.state, a.approved_on) for a in (once, twice, done)] == [
        ("in_review", None),
        ("in_review", None),
        ("approved", TODAY),
    ]


def test_a_request_for_changes_voids_the_approvals() -> None:
    reviewed, _ = rules.review(rules.submit(UMBRELLA)[0], CITY, "approve", TODAY)
    again, _ = rules.review(reviewed, OFFICE, "request_changes", TODAY)
    assert (again.state, again.approved_by) == ("draft", frozenset())


@pytest.mark.parametrize(
    "act",
    [
        lambda: rules.review(rules.submit(UMBRELLA)[0], STRANGER, "approve", TODAY),
        lambda: rules.sign(approved(UMBRELLA), signature(STRANGER), TODAY),
    ],
    ids=["review", "sign"],
)
def test_only_a_party_reviews_and_signs(act: Callable[[], Change]) -> None:
    with pytest.raises(errors.NotAParty):
        act()


def test_it_is_signed_with_the_last_signature_and_not_before() -> None:
    first = rules.sign(approved(UMBRELLA), signature(CITY), TODAY)
    last = rules.sign(first[0], signature(OFFICE), TODAY)
    assert (first[0].state, told(first)) == ("approved", ["record.signature"])
    assert (last[0].state, told(last)) == ("signed", ["record.signature", "joint-agreement.signed"])


def test_a_party_signs_once() -> None:
    once, _ = rules.sign(approved(UMBRELLA), signature(CITY), TODAY)
    with pytest.raises(errors.AlreadySigned):
        rules.sign(once, signature(CITY, number="another"), TODAY)


@pytest.mark.parametrize(
    ("signed_on", "refusal"),
    [
        (TODAY - DAY, errors.SignedBeforeApproval),
        (TODAY, None),
        (TODAY + DAY, None),
        (TODAY + 2 * DAY, errors.SignedInFuture),
    ],
)
def test_a_signature_is_dated_from_the_approval_to_today(signed_on: date, refusal: type[Exception] | None) -> None:
    act = partial(rules.sign, approved(UMBRELLA), signature(CITY, signed_on=signed_on), TODAY + DAY)
    if refusal is None:
        assert act()[0].signatures[0].signed_on == signed_on
        return
    with pytest.raises(refusal, match=str(signed_on)):
        act()


def test_a2_the_head_of_an_agency_signs_a_pks_only_with_a_power_of_attorney() -> None:
    with pytest.raises(errors.PowerOfAttorneyMissing) as refused:
        rules.sign(approved(PKS), signature(AGENCY), TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")
    assert rules.sign(approved(PKS), kuasa(AGENCY), TODAY)[0].signatures == (kuasa(AGENCY),)


@pytest.mark.parametrize(("agreement", "party"), [(PKS, PRISON), (UMBRELLA, CITY), (UMBRELLA, OFFICE)])
def test_a2_everyone_else_signs_by_office(agreement: Agreement, party: object) -> None:
    assert rules.sign(approved(agreement), signature(party), TODAY)[0].signatures  # type: ignore[arg-type]


def test_a2_an_agency_among_the_parties_of_an_umbrella_signs_by_office() -> None:
    wide = replace(UMBRELLA, parties={**UMBRELLA.parties, AGENCY: "agency"})
    assert rules.sign(approved(wide), signature(AGENCY), TODAY)[0].signatures


def test_who_signed_stands_in_no_fact() -> None:
    _, happened = rules.sign(approved(UMBRELLA), signature(CITY), TODAY)
    assert "A Name" not in str([event.model_dump() for event in happened])


def test_a_suspension_by_the_umbrella_is_remembered_until_it_ends() -> None:
    running = in_state(PKS, "in_force")
    suspended, _ = pause.suspend(running, by_umbrella=True)
    assert suspended.suspended_by_umbrella
    assert not pause.suspend(running)[0].suspended_by_umbrella
    assert not pause.resume(suspended)[0].suspended_by_umbrella
    assert not rules.expire(suspended, DUE)[0].suspended_by_umbrella
    assert not ending.terminate(suspended, DUE)[0].suspended_by_umbrella


@pytest.mark.parametrize("agreement", [UMBRELLA, PKS])
@pytest.mark.parametrize("verb", sorted({verb for _, verb in FACTS}))
def test_a_published_fact_carries_the_whole_state_that_others_need(agreement: Agreement, verb: str) -> None:
    more = {"days": 30, "addendum": 1, "given_on": TODAY, "notice_days": 30}
    said = rules.fact(signed(agreement), verb, DUE, **more).public()
    assert said["agreement_id"] == str(agreement.id)
    assert (said["scopes"], said["state"]) == (sorted(agreement.scopes), "signed")
    assert (said["starts_on"], said["ends_on"]) == (str(agreement.period.starts_on), str(agreement.period.ends_on))
    assert (said["revision"], said["terminates_on"]) == (1, None)
    if agreement is UMBRELLA:
        assert said["parties"] == [str(CITY), str(OFFICE)]
    else:
        assert (said["agency_id"], said["institution_id"]) == (str(AGENCY), str(PRISON))
        assert said["joint_agreement_id"] == str(UMBRELLA.id)
        assert (said["sites"], said["programmes"]) == ([], ["las", "menjahit"])
        assert said["suspended_by_umbrella"] is False


days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(days, days)
def test_a_period_has_at_least_a_day(first: date, last: date) -> None:
    if last >= first:
        assert Period(first, last).starts_on == first
        return
    with pytest.raises(errors.PeriodReversed, match=f"{last}, before it starts on {first}"):
        Period(first, last)


@given(days, st.integers(0, 500), st.integers(-500, 500), st.integers(0, 500))
def test_a_period_covers_another_when_both_its_ends_do(start: date, length: int, offset: int, other: int) -> None:
    outer = Period(start, start + length * DAY)
    inner = Period(start + offset * DAY, start + (offset + other) * DAY)
    assert outer.covers(inner) == (offset >= 0 and offset + other <= length)
    assert outer.covers(outer)
