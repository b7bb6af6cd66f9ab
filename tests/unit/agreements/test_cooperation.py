"""A2: a PKS is made by one agency and one institution, under an umbrella in force, within its scopes and its period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from services.agreements import errors
from services.agreements.domain import cooperation
from services.agreements.domain.agreement import Agreement, Period
from services.agreements.domain.cooperation import INSTITUTIONS, Cascade, draft_cooperation
from services.agreements.events import OrganisationKind, Scope, State
from tests.unit.agreements.cases import AGENCY, DUE, PKS, PRISON, UMBRELLA, in_state, told

IN_FORCE = in_state(UMBRELLA, "in_force")


def test_a2_a_pks_within_its_umbrella_is_drafted() -> None:
    drafted = draft_cooperation(PKS, IN_FORCE)
    assert (drafted[0].state, told(drafted)) == ("draft", ["record.drafted"])


@pytest.mark.parametrize("state", sorted(set(get_args(State)) - {"in_force"}))
def test_a2_the_umbrella_must_be_in_force(state: str) -> None:
    with pytest.raises(errors.UmbrellaNotInForce, match=f"is {state}") as refused:
        draft_cooperation(PKS, in_state(UMBRELLA, state))
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")


@pytest.mark.parametrize(
    ("scopes", "outside"),
    [
        ({"training"}, None),
        ({"training", "community_service"}, None),
        ({"equipment"}, "equipment"),
        ({"training", "equipment", "marketing"}, "equipment, marketing"),
    ],
    ids=str,
)
def test_a2_its_scopes_are_some_of_the_umbrellas(scopes: set[Scope], outside: str | None) -> None:
    pks = replace(PKS, scopes=frozenset(scopes), programmes=frozenset())
    if outside is None:
        assert draft_cooperation(pks, IN_FORCE)[0].scopes == scopes
        return
    with pytest.raises(errors.ScopeOutsideUmbrella, match=f"The scopes {outside} are") as refused:
        draft_cooperation(pks, IN_FORCE)
    assert refused.value.rule == "A2"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "fits"),
    [
        ("2026-02-09", "2031-02-08", True),
        ("2031-02-08", "2031-02-08", True),
        ("2026-02-08", "2027-02-08", False),
        ("2026-02-09", "2031-02-09", False),
        ("2031-02-09", "2031-03-01", False),
    ],
)
def test_a2_its_period_lies_within_the_umbrellas(starts_on: str, ends_on: str, *, fits: bool) -> None:
    pks = replace(PKS, period=Period(date.fromisoformat(starts_on), date.fromisoformat(ends_on)))
    if fits:
        assert draft_cooperation(pks, IN_FORCE)
        return
    with pytest.raises(errors.PeriodOutsideUmbrella, match=f"{starts_on} to {ends_on} .* 2031-02-08") as refused:
        draft_cooperation(pks, IN_FORCE)
    assert refused.value.rule == "A2"


@pytest.mark.parametrize("agency", get_args(OrganisationKind))
@pytest.mark.parametrize("institution", get_args(OrganisationKind))
def test_a2_it_is_made_between_an_agency_and_an_institution(
    agency: OrganisationKind, institution: OrganisationKind
) -> None:
    pks = replace(PKS, parties={AGENCY: agency, PRISON: institution})
    if agency == "agency" and institution in INSTITUTIONS:
        assert draft_cooperation(pks, IN_FORCE)
        return
    with pytest.raises(errors.NotAnAgency) as refused:
        draft_cooperation(pks, IN_FORCE)
    assert refused.value.rule == "A2"


def test_institutions_are_those_of_corrections() -> None:
    assert {"prison", "remand_centre", "child_institution", "probation_office"} == INSTITUTIONS


BELOW = [in_state(PKS, state) for state in get_args(State)]
BY_UMBRELLA = replace(in_state(PKS, "suspended"), suspended_by_umbrella=True)


def states(cascade: Cascade) -> list[tuple[str, bool]]:
    return [(agreement.state, agreement.suspended_by_umbrella) for agreement in cascade[0]]


def facts(cascade: Cascade) -> list[str]:
    return [event.type.removeprefix("agreements.cooperation-agreement.") for event in cascade[1]]


def test_with_its_umbrella_a_pks_in_force_is_suspended_and_no_other() -> None:
    cascade = cooperation.cascade_suspension(BELOW)
    assert (states(cascade), facts(cascade)) == ([("suspended", True)], ["suspended"])


def test_with_its_umbrella_only_a_pks_that_was_suspended_by_it_is_resumed() -> None:
    cascade = cooperation.cascade_resumption([*BELOW, BY_UMBRELLA])
    assert (states(cascade), facts(cascade)) == ([("in_force", False)], ["resumed"])


def test_no_pks_outlives_its_umbrella() -> None:
    cascade = cooperation.cascade_expiry([*BELOW, BY_UMBRELLA], DUE)
    assert (states(cascade), facts(cascade)) == ([("expired", False)] * 4, ["expired"] * 4)
    cascade = cooperation.cascade_termination([*BELOW, BY_UMBRELLA], DUE)
    assert (states(cascade), facts(cascade)) == ([("terminated", False)] * 4, ["terminated"] * 4)


@pytest.mark.parametrize("below", [[], [in_state(PKS, "draft")]])
def test_where_nothing_runs_nothing_follows(below: Sequence[Agreement]) -> None:
    for cascade in (cooperation.cascade_suspension, cooperation.cascade_resumption):
        assert cascade(below) == ([], [])
    for ending in (cooperation.cascade_expiry, cooperation.cascade_termination):
        assert ending(below, DUE) == ([], [])
