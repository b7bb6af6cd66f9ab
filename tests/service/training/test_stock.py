"""Where the pieces are: warehouse and outlets, as a list and as CSV."""

from __future__ import annotations

from tests.service.training.client import AUDITOR, OTHER_PRISON, PRISON, TRAINER, Caller
from tests.service.training.market import Market

STRANGER = Caller("institution_staff", OTHER_PRISON)


async def test_product_49_every_piece_is_at_one_place(market: Market) -> None:
    _, batch = await market.stocked(10)
    sent = (await market.send(batch, 4))["id"]
    await market.sell(f"consignments/{sent}")
    inside, out = (await market.get("stock"))["items"]
    assert (inside["id"], inside["quantity"], inside["outlet_id"], inside["due_on"]) == (batch, 6, None, None)
    assert (out["id"], out["quantity"], out["due_on"]) == (sent, 3, "2026-05-10")
    assert (await market.get(f"stock?institution={PRISON}", AUDITOR))["items"] == [inside, out]
    assert (await market.get("stock", TRAINER))["items"] == [out], "an agency sees what is at its outlets"
    assert (await market.get("stock", STRANGER))["items"] == []
    assert (await market.get(f"stock?institution={PRISON}", STRANGER))["items"] == []
    await market.count(sent, returned=3)
    await market.write_off(batch, 9)
    assert (await market.get("stock"))["items"] == []


async def test_it_comes_in_pages_and_as_csv(market: Market) -> None:
    _, batch = await market.stocked(10)
    outlet = (await market.open_outlet())["id"]
    ids = [batch, *[(await market.send(batch, 1, outlet))["id"] for _ in range(3)]]
    seen, after = list[str](), ""
    while True:
        page = await market.get(f"stock?limit=1{after}")
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == ids
    lines = await market.export("stock")
    assert [line.split(",")[0] for line in lines] == ["id", *ids]
    assert len(await market.export("stock", STRANGER)) == 1
