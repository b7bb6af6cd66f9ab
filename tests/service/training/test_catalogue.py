"""The public catalogue: goods, institutions and prices, for anyone, and nothing of persons."""

from __future__ import annotations

from datetime import date

from services.agreements import events as agreements
from tests.service.training.client import OTHER_PRISON, PRISON
from tests.service.training.market import Market, photo


async def test_product_40_anyone_sees_what_is_listed_and_in_stock(market: Market) -> None:
    listed, batch = await market.stocked(1)
    unlisted = (await market.add_product())["id"]
    await market.record_batch(unlisted)
    out_of_stock = (await market.add_product())["id"]
    await market.list_product(out_of_stock)
    (item,) = await market.catalogue()
    assert item == {
        "id": listed,
        "title": "Taplak tenun",
        "kind": "weaving",
        "description": "Tenun ikat dari benang katun",
        "price": 100_000,
        "in_stock": 1,
        "institution_id": str(PRISON),
        "institution": "Organisation 1",
        "outlets": [],
        "photos": [],
    }
    await market.sell(f"batches/{batch}")
    assert await market.catalogue() == []


async def test_product_41_the_last_day_of_the_pks_is_the_last_day_in_the_catalogue(market: Market) -> None:
    await market.stocked()
    await market.follow_agreement("resumed", 6, ends_on=date(2026, 2, 9))
    assert len(await market.catalogue()) == 1
    market.h.clock.set(market.h.clock.now().replace(day=10))
    assert await market.catalogue() == [], "also while the event of its end is on its way"


async def test_product_42_nothing_in_the_catalogue_names_a_person(market: Market) -> None:
    await market.stocked()
    text = (await market.h.client.get("/training/catalogue")).text
    row = await market.h.pool.fetchrow("select id::text, person_id::text, name, register_number from participants")
    assert row
    assert not [value for value in row.values() if value in text]


async def test_an_office_that_has_become_one_for_children_shows_nothing(market: Market) -> None:
    await market.stocked()
    became = agreements.OrganisationUpdated(
        organisation_id=PRISON, code="org-1", name="Organisation 1", kind="child_institution"
    )
    await market.h.hear(became, version=2)
    assert await market.catalogue() == []


async def test_it_comes_in_pages_and_by_kind_and_says_where(market: Market) -> None:
    first, batch = await market.stocked()
    await market.send(batch, 2)
    second = (await market.add_product(kind="wood"))["id"]
    await market.list_product(second)
    await market.record_batch(second)
    page = (await market.h.client.get("/training/catalogue?limit=1")).json()
    assert ([each["id"] for each in page["items"]], page["next"]) == ([first], first)
    assert page["items"][0]["outlets"] == [{"title": "Galeri Dinkop", "address": "Jalan Pattimura 1"}]
    assert [each["id"] for each in await market.catalogue(f"?after={first}")] == [second]
    assert [each["id"] for each in await market.catalogue("?kind=wood")] == [second]
    assert await market.catalogue(f"?institution={OTHER_PRISON}") == []


async def test_product_43_it_may_be_kept_and_says_when_nothing_changed(market: Market) -> None:
    product, _ = await market.stocked()
    answer = await market.h.client.get("/training/catalogue")
    assert answer.headers["cache-control"] == "public, max-age=300"
    again = {"if-none-match": answer.headers["etag"]}
    same = await market.h.client.get("/training/catalogue", headers=again)
    assert (same.status_code, same.content) == (304, b"")
    await market.post(f"products/{product}/prices", {"price": 5_000, "valid_from": "2026-02-09"})
    assert (await market.h.client.get("/training/catalogue", headers=again)).status_code == 200


async def test_product_44_a_photo_of_a_listed_product_is_open_and_of_another_is_not(market: Market) -> None:
    product, _ = await market.stocked()
    made = await market.add_photo(product, photo())
    (address,) = (await market.catalogue())[0]["photos"]
    answer = await market.h.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["x-content-type-options"] == "nosniff"
    await market.post(f"products/{product}/unlisting", None, status=200)
    assert (await market.h.client.get(address)).status_code == 404
    assert made["detail_url"].startswith(f"/training/products/{product}/photos/")
