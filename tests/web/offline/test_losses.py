"""Offline, killed, cut off, sent twice: every tap is recorded once, in its order."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.service.community_service.bodies import MONDAY
from tests.support import browser
from tests.web.offline import field as phone
from tests.web.offline.field import Field

ENTRIES = b"POST /community-service/desk/field/entries"
ROOM = [{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 40}]


@pytest.mark.timeout(600)
async def test_a_day_offline_survives_the_end_of_the_browser(field: Field) -> None:
    """32 people: 30 come and go, 2 are absent. The network ends with the first tap, the battery with the last."""
    await field.place(32, slots=ROOM)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        for each in field.ids[30:]:
            await phone.absent(page, each)
        await phone.tap(page, "all", field.ids[0])
        for each in field.ids[:30]:
            await phone.leave(page, each)
        await expect(page.locator("#counter")).to_have_text("Belum terkirim: 62")
        browser.kill_browser(field.profile)
    await field.clock(f"{MONDAY}T12:30")
    async with field.phone() as context:
        page = await field.open(context)
        await expect(page.locator("#counter")).to_have_text("Belum terkirim: 62")
        await expect(page.locator("article.card.recorded")).to_have_count(32)
        assert await field.facts() == {}
        await field.sign_in(context)
        await field.online(page)
        await phone.until_sent(page, within_s=60)
        assert await field.facts() == {"checked-in": 30, "recorded": 32}
        assert len(await phone.receipts(page)) == 62
        await expect(page.locator("#counter")).to_have_text("Semua terkirim")
    assert await in_order(field) == 30


async def in_order(field: Field) -> int:
    """How many came before they left."""
    found: int = await field.client.h.pool.fetchval(
        "select count(*) from field_entries as came join field_entries as went using (session_id)"
        " where came.kind = 'arrived' and went.kind = 'left' and came.at <= went.at"
        " and came.fact_version < went.fact_version"
    )
    return found


async def one_entry(field: Field, context: Any) -> Any:
    """A phone with one entry that waits, and no network."""
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    page = await field.begin(context)
    field.offline()
    await phone.tap(page, "arrive", field.ids[0])
    await expect(page.locator("#toast")).to_be_hidden()
    return page


@pytest.mark.timeout(600)
async def test_an_answer_that_is_cut_off_anywhere_loses_and_doubles_nothing(field: Field) -> None:
    async with field.phone() as context:
        page = await one_entry(field, context)
        wire = field.served.wire
        wire.cut_in, wire.cut_at, wire.up = ENTRIES, 0, True
        length = 680
        for place in [*range(0, length, 5), *range(length - 25, length)]:
            wire.cut_at, before = place, wire.cut
            while wire.cut == before:
                await phone.try_to_send(page)
                assert not wire.answered, "the answer is shorter than that"
            (record,) = await phone.queued(page)
            assert (record["state"], await phone.receipts(page)) == ("waiting", []), place
        wire.cut_at = None
        await field.online(page)
        await phone.until_sent(page)
        assert wire.answered > length, "every place was inside the answer"
        assert await field.facts() == {"checked-in": 1}
        (receipt,) = await phone.receipts(page)
        head = await field.client.h.pool.fetchval(
            "select encode(hash, 'hex') from journal where type = 'community-service.record.checked-in'"
        )
        assert receipt["receipt"]["hash"] == head


@pytest.mark.timeout(300)
async def test_a_service_that_dies_between_its_commit_and_its_answer(field: Field) -> None:
    async with field.phone() as context:
        page = await one_entry(field, context)
        wire = field.served.wire
        wire.cut_in, wire.cut_at, wire.up = ENTRIES, 0, True
        while not wire.cut:
            await phone.try_to_send(page)
        field.served.kill()
        assert await field.facts() == {"checked-in": 1}
        assert len(await phone.queued(page)) == 1
        wire.cut_at = None
        await field.served.start()
        await field.clock(f"{MONDAY}T08:20")
        await field.online(page)
        await phone.until_sent(page)
        assert await field.facts() == {"checked-in": 1}
        assert len(await phone.receipts(page)) == 1


async def test_two_pages_and_the_worker_send_once(field: Field) -> None:
    await field.place(3)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        other = await context.new_page()
        await other.goto(page.url)
        await other.wait_for_selector("html[data-ready]")
        field.offline()
        await phone.tap(page, "all", field.ids[0])
        await expect(other.locator("#counter")).to_have_text("Belum terkirim: 3")
        await expect(page.locator("#toast")).to_be_hidden()
        field.served.wire.seen.clear()
        field.served.wire.up = True
        for each in (page, other):
            await each.evaluate("for (let n = 0; n < 5; n++) dispatchEvent(new Event('online'))")
        await phone.until_sent(page)
        assert await field.facts() == {"checked-in": 3}
        sent = [head for head in field.served.wire.seen if head.startswith(ENTRIES)]
        assert len(sent) == 1


async def test_a_tap_is_undone_within_two_seconds_and_sent_after(field: Field) -> None:
    await field.place(2)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        await phone.tap(page, "arrive", field.ids[0])
        await page.locator("#toast button").click()
        await expect(page.locator("#said")).to_have_text("Diurungkan.")
        assert await phone.queued(page) == []
        await phone.tap(page, "arrive", field.ids[1])
        await phone.until_sent(page)
        assert len(await phone.receipts(page)) == 1
        assert await field.facts() == {"checked-in": 1}


async def test_nothing_is_said_to_be_written_where_the_phone_cannot_write(field: Field) -> None:
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        full = "throw new DOMException('full', 'QuotaExceededError')"
        await page.evaluate(f"() => {{ IDBObjectStore.prototype.add = () => {{ {full} }} }}")
        await phone.tap(page, "arrive", field.ids[0])
        await expect(page.locator("#notice")).to_contain_text("tidak dapat menyimpan")
        await expect(page.locator("article.card.checked_in")).to_have_count(0)
        assert await phone.queued(page) == []
