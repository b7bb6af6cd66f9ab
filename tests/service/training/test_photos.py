"""Photos of products: drawn anew, with a statement, and removed for good."""

from __future__ import annotations

import io

import asyncpg
import pytest
from PIL import Image

from tests.service.training.client import OTHER_PRISON, STAFF, TRAINER, Caller
from tests.service.training.market import Market, photo


async def test_product_45_a_photo_needs_the_statement_of_its_uploader(market: Market) -> None:
    product = (await market.add_product())["id"]
    refused = await market.add_photo(product, photo(), "false", status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "photo-statement-missing",
        "C4",
        "UU 11/2012 art. 19",
    )
    made = await market.add_photo(product, photo())
    for column in ("stated_no_person", "stated_no_work_of_a_child"):
        with pytest.raises(asyncpg.CheckViolationError):
            await market.h.pool.execute(f"update product_photos set {column} = false where id = $1", made["id"])


async def test_product_46_a_photo_is_drawn_anew_without_metadata(market: Market) -> None:
    product = (await market.add_product())["id"]
    made = await market.add_photo(product, photo(), by=TRAINER)
    answer = await market.h.client.get(
        made["detail_url"], headers=market.h.token("institution_staff", organisation=STAFF.organisation)
    )
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1600, 800), {})
    assert b"kitchen" not in answer.content
    await market.get(made["detail_url"].removeprefix("/training/"), Caller("institution_staff", OTHER_PRISON), 403)
    assert [each["id"] for each in (await market.get(f"products/{product}"))["photos"]] == [made["id"]]


async def test_product_47_what_is_no_photo_is_refused_and_six_are_enough(market: Market) -> None:
    product = (await market.add_product())["id"]
    await market.add_photo(product, b"%PDF-1.7", status=422)
    await market.add_photo(product, b"\0" * (4 * 1024 * 1024 + 1), status=413)
    await market.add_photo(product, photo(), by=Caller("institution_staff", OTHER_PRISON), status=403)
    for _ in range(6):
        await market.add_photo(product, photo())
    assert (await market.add_photo(product, photo(), status=409))["title"] == "too-many-photos"


async def test_product_48_a_removed_photo_is_gone(market: Market) -> None:
    product = (await market.add_product())["id"]
    made = await market.add_photo(product, photo())
    removal = f"products/{product}/photos/{made['id']}/removal"
    await market.post(removal, None, TRAINER, 204)
    assert await market.h.pool.fetchval("select count(*) from product_photos") == 0
    await market.post(removal, None, TRAINER, 404)
    assert (await market.get(f"products/{product}"))["photos"] == []
