"""The ladder of a breach under today's rules: verification, two warnings, proposal. It waits, and asks for a further
failure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.community_service.domain.breaches import Breach, Step, ladder
from services.community_service.domain.breaches_steps import (
    Verification,
    propose,
    proposing_office,
    standing,
    verify,
    warn,
)
from services.community_service.domain.cases import Case
from services.community_service.errors import breaches as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import BreachState, Failure
from services.community_service.rules import BOOK
from shared.errors import Refusal
from tests.unit.community_service.cases import case, child_verdict, sentence, uid

NEW, OLD = BOOK.sets[-1].valid_from, BOOK.sets[0].valid_from
LADDER: tuple[BreachState, ...] = ("verified", "warned", "warned_twice", "proposed", "decided")
FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""The day of the first failure; the others follow day by day."""


def adult(**changes: Any) -> Case:
    fields: dict[str, Any] = {"state": "active", "rules_from": NEW}
    return case(sentence(**(fields | changes)))


def child() -> Case:
    return case(replace(sentence(child_verdict()), state="active", rules_from=NEW))


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def failures(*days: int) -> list[Failure]:
    return [
        Failure(session_id=uid(n), starts_at=day(n), outcome="unacceptable_absence", fact_id=uid(100 + n)) for n in days
    ]


def breach(*steps: tuple[BreachState, int]) -> Breach:
    """With these steps, each on its day."""
    return Breach(uid(40), uid(1), tuple(Step(state, "pk", day(on)) for state, on in steps))


VERIFIED = breach(("verified", 2))
WARNED = breach(("verified", 2), ("warned", 3))
TWICE = breach(("verified", 2), ("warned", 3), ("warned_twice", 11))


def verification(**changes: Any) -> Verification:
    found = Verification(uid(70), "person", date(2026, 3, 4), "visit", "tidak ada alasan", "unjustified")
    return replace(found, **changes)


def test_the_ladder_is_data_of_the_rule_set() -> None:
    assert ladder(adult()) == ladder(child()) == LADDER
    assert ladder(adult(rules_from=OLD)) == ("warned", "proposed", "decided")


@pytest.mark.parametrize(
    ("who", "found", "asked_on", "refusal"),
    [
        pytest.param(adult(), failures(0), date(2026, 3, 4), errors.TooFewFailures, id="an adult, one failure"),
        pytest.param(child(), failures(0), date(2026, 3, 4), errors.ChildTooFewFailures, id="a child, one failure"),
        pytest.param(
            adult(), failures(0, 1), date(2026, 3, 2), errors.AskedOutOfRange, id="asked before the second failure"
        ),
        pytest.param(adult(), failures(0, 1), date(2026, 3, 3), None, id="asked on the day of the second failure"),
        pytest.param(adult(), failures(0, 1, 2), date(2026, 3, 3), None, id="a third failure followed the question"),
        pytest.param(child(), failures(0, 1), date(2026, 3, 4), None, id="asked today"),
        pytest.param(adult(), failures(0, 1), date(2026, 3, 5), errors.AskedOutOfRange, id="asked tomorrow"),
        pytest.param(adult(state="completed"), failures(0, 1), date(2026, 3, 4), WrongState, id="completed"),
        pytest.param(adult(rules_from=OLD), failures(0, 1), date(2026, 3, 4), errors.NothingToVerify, id="older rules"),
    ],
)
def test_a_verification(who: Case, found: list[Failure], asked_on: date, refusal: type[Refusal] | None) -> None:
    asked = verification(asked_on=asked_on)
    if refusal:
        with pytest.raises(refusal):
            verify(who, None, found, asked, uid(40), "pk", day(2))
        return
    begun, done = verify(who, None, found, asked, uid(40), "pk", day(2))
    (record,) = done.events
    assert begun
    assert (begun.state, record.is_published()) == ("verified", False)
    assert "alasan" not in str(record.public()), "the reason in words stays in its table"


def test_a_valid_reason_begins_no_breach() -> None:
    begun, done = verify(adult(), None, failures(0, 1), verification(finding="justified"), uid(40), "pk", day(2))
    assert (begun, done.events[0].public()["breach_id"]) == (None, None)


def test_nothing_is_verified_while_a_breach_is_open() -> None:
    with pytest.raises(errors.BreachOpen):
        verify(adult(), VERIFIED, failures(0, 1), verification(), uid(40), "pk", day(2))


@pytest.mark.parametrize(
    ("open_breach", "found", "on", "refusal"),
    [
        pytest.param(None, failures(0, 1), 2, errors.VerificationComesFirst, id="no verification"),
        pytest.param(VERIFIED, failures(0, 1), 2, None, id="the first warning needs no further failure"),
        pytest.param(VERIFIED, failures(0), 2, errors.TooFewFailures, id="a failure fell by correction"),
        pytest.param(WARNED, failures(0, 1), 10, errors.TooFewFailures, id="the second without a third failure"),
        pytest.param(WARNED, failures(0, 1, 2), 10, errors.NoFailureSinceWarning, id="no failure since the first"),
        pytest.param(WARNED, failures(0, 1, 4), 9, errors.TooSoon, id="the sixth day"),
        pytest.param(WARNED, failures(0, 1, 4), 10, None, id="the seventh day"),
        pytest.param(TWICE, failures(0, 1, 4, 12), 30, errors.BreachOpen, id="a third where there are two"),
    ],
)
def test_a_warning(open_breach: Breach | None, found: list[Failure], on: int, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            warn(adult(), open_breach, found, uid(40), "pk", day(on))
        return
    warned, done = warn(adult(), open_breach, found, uid(40), "pk", day(on))
    assert open_breach
    number = len(open_breach.steps)
    assert (warned.id, done.events[0].public()["warning"]) == (open_breach.id, number)
    assert warned.state == ("warned" if number == 1 else "warned_twice")


def test_too_soon_says_until_when() -> None:
    with pytest.raises(errors.TooSoon) as refused:
        warn(adult(), WARNED, failures(0, 1, 4), uid(40), "pk", day(9))
    for language in ("id", "en"):
        assert all(each in refused.value.message(language) for each in ("2026-03-05", "7", "2026-03-12"))


@pytest.mark.parametrize(
    ("open_breach", "found", "on", "refusal"),
    [
        pytest.param(WARNED, failures(0, 1, 4, 5), 20, WrongState, id="after one warning of two"),
        pytest.param(TWICE, failures(0, 1, 12), 18, errors.TooFewFailures, id="three failures"),
        pytest.param(TWICE, failures(0, 1, 4, 5), 18, errors.NoFailureSinceWarning, id="none since the second warning"),
        pytest.param(TWICE, failures(0, 1, 4, 12), 17, errors.TooSoon, id="six days after it"),
        pytest.param(TWICE, failures(0, 1, 4, 12), 18, None, id="seven days after it"),
    ],
)
def test_a_proposal(open_breach: Breach, found: list[Failure], on: int, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            propose(adult(), open_breach, found, "pk", day(on))
        return
    proposed, done = propose(adult(), open_breach, found, "pk", day(on))
    assert (proposed.state, done.events[0].public()["decides_code"]) == ("proposed", "kejari-ambon")


def test_c5_a_childs_breach_goes_from_the_guidance_official_to_the_court() -> None:
    _, done = propose(child(), TWICE, failures(0, 1, 4, 12), "pk", day(18))
    assert done.events[0].public()["decides_code"] == "pn-ambon"
    assert (proposing_office(child()), proposing_office(adult())) == ("guidance_official", "counsellor")


@pytest.mark.parametrize(
    ("open_breach", "found", "on", "stands"),
    [
        pytest.param(None, failures(0), 2, None, id="nothing"),
        pytest.param(None, failures(0, 1), 2, "verification_due", id="a verification could be recorded"),
        pytest.param(VERIFIED, failures(0, 1), 2, "warning_due", id="a warning could be given"),
        pytest.param(VERIFIED, failures(0), 2, "verified", id="verified"),
        pytest.param(WARNED, failures(0, 1, 4), 9, "warned", id="too soon"),
        pytest.param(WARNED, failures(0, 1, 4), 10, "warning_due", id="a second warning could be given"),
        pytest.param(TWICE, failures(0, 1, 4, 12), 18, "proposal_due", id="it could be proposed"),
        pytest.param(
            breach(("verified", 2), ("warned", 3), ("warned_twice", 4), ("proposed", 5)),
            [],
            9,
            "proposed",
            id="proposed",
        ),
    ],
)
def test_where_a_case_stands(open_breach: Breach | None, found: list[Failure], on: int, stands: str | None) -> None:
    assert standing(adult(), open_breach, found, day(on)) == stands


def test_a_breach_that_began_under_older_rules_goes_on_where_the_ladder_is_now() -> None:
    older = breach(("warned", 3))
    warned, done = warn(adult(), older, failures(0, 1, 4), uid(40), "pk", day(10))
    assert (warned.state, done.events[0].public()["warning"]) == ("warned_twice", 2)
