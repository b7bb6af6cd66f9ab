"""Workshops and products by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.training.domain import products, workshops
from services.training.domain.products import Product
from services.training.domain.workshops import Workshop
from services.training.errors.workshops import NoWorkshopHere, WorkshopOfChildren
from shared.errors import Refusal
from tests.unit.training.cases import AGENCY, AGREEMENT, OTHER, PRISON, TODAY, slugs

MARKETING = replace(AGREEMENT, scopes=frozenset({"marketing"}))
PRODUCT = Product(OTHER, OTHER, MARKETING.id, OTHER, PRISON, "weaving", "Taplak", "Tenun ikat", 100)


def test_product_01_an_institution_for_children_has_no_workshop() -> None:
    workshop = Workshop(OTHER, PRISON, "Bengkel")
    with pytest.raises(WorkshopOfChildren):
        workshops.open_workshop(workshop, "child_institution")
    for kind in ("agency", None):
        with pytest.raises(NoWorkshopHere):
            workshops.open_workshop(workshop, kind)
    assert workshops.open_workshop(workshop, "prison")


def test_the_agency_of_a_product_is_the_one_in_its_agreement() -> None:
    described, facts = products.describe(PRODUCT, MARKETING, TODAY)
    assert (described.agency_id, len(facts)) == (AGENCY, 1)


def test_every_reason_against_marketing_is_named_at_once() -> None:
    broken: dict[str, Any] = {"state": "expired", "scopes": frozenset({"training"}), "institution_id": OTHER}
    with pytest.raises(Refusal) as refused:
        products.describe(PRODUCT, replace(MARKETING, **broken, last_day=TODAY - timedelta(days=1)), TODAY)
    assert slugs(refused.value) == [
        "marketing-not-in-force",
        "agreement-without-marketing",
        "marketing-of-others",
        "marketing-outside-agreement",
    ]


def test_a_product_that_someone_withdrew_does_not_come_back_with_its_agreement() -> None:
    listed, _ = products.list_product(PRODUCT, MARKETING, TODAY)
    suspended, _ = products.follow(listed, replace(MARKETING, state="suspended"), TODAY)
    withdrawn, facts = products.unlist(suspended)
    assert (withdrawn.state, facts) == ("unlisted", []), "it had left the catalogue already"
    assert products.follow(withdrawn, MARKETING, TODAY) == (withdrawn, [])
