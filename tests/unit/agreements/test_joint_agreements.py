"""A1, A6: an umbrella is made between a city and a corrections office or a prosecutor's office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from uuid import UUID

import pytest

from services.agreements.domain.agreements import AnnexItem
from services.agreements.domain.joint_agreements import draft_joint
from services.agreements.errors import joint_agreements as errors
from services.agreements.events import OrganisationKind
from tests.unit.agreements.builders import AGENCY, CITY, OFFICE, UMBRELLA, types

city: OrganisationKind = "city"
office: OrganisationKind = "corrections_office"
agency: OrganisationKind = "agency"
prosecutor: OrganisationKind = "prosecutor"


@pytest.mark.parametrize(
    "parties",
    [
        {CITY: city, OFFICE: office},
        {CITY: city, OFFICE: office, AGENCY: agency},
        {CITY: city, OFFICE: prosecutor},
        {CITY: city, OFFICE: office, AGENCY: prosecutor},
    ],
    ids=str,
)
def test_a6_a_city_makes_an_umbrella_with_corrections_or_with_the_prosecutor(
    parties: Mapping[UUID, OrganisationKind],
) -> None:
    drafted = draft_joint(replace(UMBRELLA, parties=parties))
    assert (drafted[0].state, types(drafted)) == ("draft", ["record.drafted"])


@pytest.mark.parametrize(
    ("parties", "missing"),
    [
        ({CITY: city, AGENCY: agency}, "corrections_office / prosecutor"),
        ({OFFICE: office, AGENCY: agency}, "city"),
        ({CITY: city, OFFICE: city}, "corrections_office / prosecutor"),
        ({OFFICE: prosecutor, AGENCY: agency}, "city"),
        ({AGENCY: agency}, "city, corrections_office / prosecutor"),
    ],
    ids=str,
)
def test_a1_without_one_of_them_it_is_refused(parties: Mapping[UUID, OrganisationKind], missing: str) -> None:
    with pytest.raises(errors.PartiesIncomplete, match=f"missing: {missing}") as refused:
        draft_joint(replace(UMBRELLA, parties=parties))
    assert refused.value.rule == "A1"
    assert "PP 28/2018 art. 46" in str(refused.value.article)


PLAN = (AnnexItem("Pelatihan menjahit", "Dinas Koperasi", "triwulan II 2026"),)


@pytest.mark.parametrize(
    ("instrument", "annex", "made"),
    [
        ("kesepakatan_bersama", (), True),
        ("kesepakatan_bersama", PLAN, True),
        ("nota_kesepakatan", PLAN, True),
        ("nota_kesepakatan", (), False),
    ],
)
def test_a1_the_instrument_may_be_either_and_a_nota_kesepakatan_has_its_work_plan_as_annex(
    instrument: Literal["kesepakatan_bersama", "nota_kesepakatan"], annex: tuple[AnnexItem, ...], *, made: bool
) -> None:
    umbrella = replace(UMBRELLA, instrument=instrument, annex=annex)
    if made:
        (drafted,) = draft_joint(umbrella)[1]
        assert drafted.public()["instrument"] == instrument
        assert "Dinas" not in str(drafted.public()), "who does what stands in the register, not in the fact"
        return
    with pytest.raises(errors.AnnexMissing) as refused:
        draft_joint(umbrella)
    assert (refused.value.rule, refused.value.article) == ("A1", "PP 28/2018 art. 46")
