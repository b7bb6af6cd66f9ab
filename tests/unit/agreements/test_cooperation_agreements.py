"""A2: a PKS is made by one agency and one institution, under an umbrella in force, within its scopes and its period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from services.agreements.domain.cooperation_agreements import CITY_PARTIES, LINES, draft_cooperation
from services.agreements.errors import cooperation_agreements as errors
from services.agreements.events import OrganisationKind, Scope, State
from shared.periods import Period
from tests.unit.agreements.builders import AGENCY, CITY, OFFICE, PKS, PRISON, STRANGER, UMBRELLA, in_state, types

IN_FORCE = in_state(UMBRELLA, "in_force")


def test_a2_a_pks_within_its_umbrella_is_drafted() -> None:
    drafted = draft_cooperation(PKS, IN_FORCE)
    assert (drafted[0].state, types(drafted)) == ("draft", ["record.drafted"])


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
    ids=lambda given: ", ".join(sorted(given)) if isinstance(given, set) else str(given),
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


WIDE = replace(IN_FORCE, parties={CITY: "city", OFFICE: "corrections_office", STRANGER: "prosecutor"})


@pytest.mark.parametrize("agency", get_args(OrganisationKind))
@pytest.mark.parametrize("institution", get_args(OrganisationKind))
def test_a6_it_is_made_between_the_city_or_its_agency_and_an_institution_or_a_prosecutors_office(
    agency: OrganisationKind, institution: OrganisationKind
) -> None:
    pks = replace(PKS, parties={AGENCY: agency, PRISON: institution})
    if agency in {"agency", "city"} and institution in LINES:
        assert draft_cooperation(pks, WIDE)
        return
    with pytest.raises(errors.NotAnAgency) as refused:
        draft_cooperation(pks, WIDE)
    assert refused.value.rule == "A6"


def test_a6_the_institutions_are_those_of_corrections_and_the_prosecutors_office() -> None:
    assert set(LINES) == {"prison", "remand_centre", "child_institution", "probation_office", "prosecutor"}
    assert {"city", "agency"} == CITY_PARTIES


@pytest.mark.parametrize(
    ("above", "institution", "covered"),
    [
        pytest.param("corrections_office", "probation_office", True, id="A6: corrections office above, Bapas below"),
        pytest.param("prosecutor", "prosecutor", True, id="A6: prosecutor above, prosecutor's office below"),
        pytest.param("corrections_office", "prosecutor", False, id="A6: corrections does not cover the prosecutor"),
        pytest.param("prosecutor", "prison", False, id="A6: the prosecutor does not cover a Lapas"),
    ],
)
def test_a6_each_line_covers_its_own_institutions(
    above: OrganisationKind, institution: OrganisationKind, *, covered: bool
) -> None:
    umbrella = replace(IN_FORCE, parties={CITY: "city", OFFICE: above})
    pks = replace(PKS, parties={AGENCY: "city", PRISON: institution})
    if covered:
        assert draft_cooperation(pks, umbrella)[0].state == "draft"
        return
    with pytest.raises(errors.InstitutionOutsideUmbrella, match=LINES[institution]) as refused:
        draft_cooperation(pks, umbrella)
    assert refused.value.rule == "A6"
