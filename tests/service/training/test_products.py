"""Workshops and products: who may have one, under which agreement (PKS), at which price."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.agreements import events as agreements
from tests.service.training import scene
from tests.service.training.client import AGENCY, AUDITOR, OTHER_PRISON, PKS, PRISON, TRAINER, Caller
from tests.service.training.market import Market

LPKA = UUID(int=77)
OTHERS = Caller("institution_staff", OTHER_PRISON)


async def test_product_01_an_institution_for_children_has_no_workshop(market: Market) -> None:
    await market.h.hear(
        agreements.OrganisationRegistered(organisation_id=LPKA, code="lpka", name="LPKA", kind="child_institution")
    )
    refused = await market.open_workshop(institution_id=LPKA, by=Caller("institution_staff", LPKA), status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "workshop-of-children",
        "P1",
        "UU 22/2022 art. 9, 12",
    )
    with pytest.raises(Exception, match="children make nothing for sale"):
        await market.h.pool.execute(
            "insert into workshops (id, institution_id, title, opened_at) values ($1, $1, 'Bengkel', now())", LPKA
        )


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        pytest.param({"state": "suspended"}, "marketing-not-in-force", id="PRODUCT-02: not under a suspended PKS"),
        pytest.param(
            {"scopes": ["training"]}, "agreement-without-marketing", id="PRODUCT-02: not under a PKS for training"
        ),
        pytest.param(
            {"institution_id": OTHER_PRISON}, "marketing-of-others", id="PRODUCT-02: not under another prison's PKS"
        ),
        pytest.param(
            {"starts_on": date(2026, 1, 9), "ends_on": date(2026, 2, 8)},
            "marketing-outside-agreement",
            id="PRODUCT-02: not after its last day",
        ),
    ],
)
async def test_a_product_needs_a_pks_for_marketing(market: Market, changes: dict[str, Any], slug: str) -> None:
    workshop = (await market.open_workshop())["id"]
    state = changes.pop("state", "resumed")
    await market.follow_agreement(state, 6, **changes)
    refused = await market.add_product(
        workshop_id=workshop, status=409 if slug.endswith(("force", "agreement")) else 422
    )
    assert (refused["title"], refused["rule"]) == (slug, "A2")


async def test_product_03_the_last_day_of_the_pks_still_counts(market: Market) -> None:
    await market.follow_agreement("resumed", 6, ends_on=date(2026, 2, 9))
    assert (await market.add_product())["agency_id"] == str(AGENCY)


async def test_product_04_a_product_is_read_by_its_parties_and_by_auditors(market: Market) -> None:
    product = (await market.add_product())["id"]
    for reader in (TRAINER, AUDITOR, Caller("coordinator")):
        assert (await market.get(f"products/{product}", reader))["price"] == 100_000
    await market.get(f"products/{product}", OTHERS, 403)
    assert (await market.get("products", OTHERS))["items"] == []
    assert [each["id"] for each in (await market.get("products"))["items"]] == [product]
    workshop = (await market.get("workshops"))["items"][0]["id"]
    await market.add_product(workshop_id=workshop, by=OTHERS, status=403)


async def test_product_05_a_price_counts_from_its_day_and_never_backwards(market: Market) -> None:
    product = (await market.add_product())["id"]
    later = {"price": 120_000, "valid_from": "2026-03-01"}
    assert (await market.post(f"products/{product}/prices", later))["price"] == 100_000
    refused = await market.post(f"products/{product}/prices", {"price": 1, "valid_from": "2026-02-08"}, status=422)
    assert refused["title"] == "price-of-the-past"
    today = {"price": 90_000, "valid_from": "2026-02-09"}
    assert (await market.post(f"products/{product}/prices", today))["price"] == 90_000
    market.h.clock.set(datetime.fromisoformat("2026-02-28T23:59:00+09:00"))
    assert (await market.get(f"products/{product}"))["price"] == 90_000
    market.h.clock.set(datetime.fromisoformat("2026-03-01T00:00:00+09:00"))
    assert (await market.get(f"products/{product}"))["price"] == 120_000
    prices = (await market.get(f"products/{product}/prices"))["items"]
    assert [each["price"] for each in prices] == [100_000, 120_000, 90_000]
    with pytest.raises(Exception, match="only ever grows"):
        await market.h.pool.execute("update product_prices set price = 1")


async def test_product_06_what_its_pks_does_not_allow_leaves_the_catalogue_and_comes_back(market: Market) -> None:
    product, _ = await market.stocked()
    unlisted = (await market.add_product())["id"]
    await market.follow_agreement("suspended", 6)
    assert (await market.get(f"products/{product}"))["state"] == "suspended"
    refused = await market.list_product(product, status=409)
    assert refused["title"] == "marketing-not-in-force"
    await market.follow_agreement("resumed", 7)
    await market.follow_agreement("suspended", 6)
    assert (await market.get(f"products/{product}"))["state"] == "listed"
    assert (await market.get(f"products/{unlisted}"))["state"] == "unlisted"
    told = [(type_, data.get("because")) for type_, data in await market.h.facts() if "product." in type_]
    assert [each for each in told if "record" not in each[0]] == [
        ("training.product.listed", None),
        ("training.product.unlisted", "agreement"),
        ("training.product.listed", None),
    ]


async def test_product_07_a_new_pks_takes_a_product_over(market: Market) -> None:
    product, _ = await market.stocked()
    await market.follow_agreement("expired", 6)
    other = UUID(int=55)
    await market.follow_agreement("in_force", 1, agreement_id=other)
    seen = await market.get(f"products/{product}")
    body = {name: seen[name] for name in ("kind", "title", "description")}
    await market.put(f"products/{product}", body | {"cooperation_agreement_id": PKS}, status=409)
    moved = await market.put(f"products/{product}", body | {"cooperation_agreement_id": other})
    assert (moved["state"], moved["cooperation_agreement_id"]) == ("listed", str(other))


async def test_product_08_listing_twice_is_one_fact_and_unlisting_ends_it(market: Market) -> None:
    product = (await market.add_product())["id"]
    await market.list_product(product)
    await market.list_product(product, by=TRAINER)
    for _ in range(2):
        await market.post(f"products/{product}/unlisting", None, TRAINER, 200)
    facts = [type_ for type_, _ in await market.h.facts() if type_.startswith("training.product.")]
    assert facts == ["training.product.listed", "training.product.unlisted"]
    await market.list_product(product, by=OTHERS, status=403)
    await market.list_product(scene.invent_id(), status=404)


async def test_a_text_with_a_nik_is_refused(market: Market) -> None:
    await market.add_product(title="Dibuat 8171010101900001", status=422)
    await market.add_product(description="Dibuat 8171010101900001", status=422)


async def test_no_fact_of_products_has_a_person(market: Market) -> None:
    _, batch = await market.stocked()
    await market.sell(f"batches/{batch}")
    person = await market.h.pool.fetchval("select id::text from participants")
    for type_, data in await market.h.facts():
        if ".record." not in type_:
            assert person not in str(data), type_


async def test_the_prison_is_not_the_agency(market: Market) -> None:
    refused = await market.open_outlet(agency_id=PRISON, by=Caller("coordinator"), status=422)
    assert refused["title"] == "not-an-agency"
