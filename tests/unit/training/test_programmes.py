"""PP 28/2018 (A2): a programme runs under a cooperation agreement in force that covers it, and follows its fate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.training import events
from services.training.domain.programmes import close, follow, open_programme, period
from services.training.errors.programmes import PeriodReversed, ProgrammeClosed, ProgrammeInUse
from shared.errors import Refusal
from shared.periods import Period
from tests.unit.training.cases import AGENCY, AGREEMENT, OTHER, PRISON, PROGRAMME, programme, slugs


def test_a_programme_does_not_end_before_it_starts() -> None:
    day = date(2026, 2, 1)
    assert period(day, day) == Period(day, day)
    with pytest.raises(PeriodReversed, match="ends on 2026-02-01, before it starts on 2026-02-02"):
        period(date(2026, 2, 2), day)


def test_a_programme_opens_under_an_agreement_in_force_that_covers_it() -> None:
    opened, happened = open_programme(PROGRAMME, AGREEMENT)
    assert opened.state == "open"
    assert [type(fact) for fact in happened] == [events.ProgrammeOpened]


@pytest.mark.parametrize(
    ("agreement", "slug"),
    [
        ({"state": "signed"}, "agreement-not-in-force"),
        ({"state": "suspended"}, "agreement-not-in-force"),
        ({"state": "expired"}, "agreement-not-in-force"),
        ({"scopes": frozenset({"marketing"})}, "agreement-without-training"),
        ({"agency_id": OTHER}, "agreement-of-others"),
        ({"institution_id": OTHER}, "agreement-of-others"),
        ({"agency_id": PRISON, "institution_id": AGENCY}, "agreement-of-others"),
        ({"period": Period(date(2026, 2, 17), date(2027, 1, 1))}, "programme-outside-agreement"),
        ({"period": Period(date(2026, 1, 1), date(2026, 5, 14))}, "programme-outside-agreement"),
    ],
)
def test_a_programme_does_not_open_where_the_agreement_does_not_let_it(agreement: dict[str, Any], slug: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_programme(PROGRAMME, replace(AGREEMENT, **agreement))
    assert slugs(refused.value) == [slug]
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")


@pytest.mark.parametrize(("running", "needs_decision"), [(0, False), (3, True)])
def test_with_its_agreement_a_programme_is_suspended_and_what_runs_is_flagged(
    running: int, needs_decision: bool
) -> None:
    suspended, happened = follow(PROGRAMME, replace(AGREEMENT, state="suspended"), running)
    assert (suspended.state, suspended.needs_decision) == ("suspended", needs_decision)
    assert [fact.model_dump()["needs_decision"] for fact in happened] == [needs_decision]


def test_back_in_force_it_is_open_again_and_the_flag_is_gone() -> None:
    suspended, _ = follow(PROGRAMME, replace(AGREEMENT, state="suspended"), 3)
    opened, happened = follow(suspended, AGREEMENT, 3)
    assert (opened.state, opened.needs_decision) == ("open", False)
    assert isinstance(happened[0], events.ProgrammeOpened)


@pytest.mark.parametrize(
    "changes", [{"scopes": frozenset({"equipment"})}, {"period": Period(date(2026, 2, 9), date(2026, 3, 1))}]
)
def test_an_agreement_that_no_longer_covers_it_suspends_it_too(changes: dict[str, Any]) -> None:
    assert follow(PROGRAMME, replace(AGREEMENT, **changes), 0)[0].state == "suspended"


@pytest.mark.parametrize(
    ("state", "agreement"),
    [("open", "in_force"), ("suspended", "expired"), ("closed", "in_force"), ("closed", "expired")],
)
def test_where_it_already_is_nothing_happens(state: Any, agreement: Any) -> None:
    before = programme(state=state)
    assert follow(before, replace(AGREEMENT, state=agreement), 1) == (before, [])


def test_a_programme_closes_once_nobody_is_in_it() -> None:
    with pytest.raises(ProgrammeInUse):
        close(PROGRAMME, 1)
    closed, happened = close(PROGRAMME, 0)
    assert (closed.state, [type(fact) for fact in happened]) == ("closed", [events.ProgrammeClosed])
    with pytest.raises(ProgrammeClosed):
        close(closed, 0)
