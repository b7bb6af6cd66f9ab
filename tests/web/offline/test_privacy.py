"""What is on a supervisor's phone of other people, how long, and under whom it is sent."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from shared.web import sessions
from tests.service.community_service.bodies import MONDAY
from tests.web.offline import field as phone
from tests.web.offline.field import LYING_CLOCK, Field

LIST = ("held.list", "held.key")
TODAY = "import('%s').then((queue) => queue.list()).then((list) => JSON.stringify(list))"


async def open_list(page: Page) -> str:
    """What the phone knows of people, unsealed."""
    text: str = await page.evaluate(TODAY % await phone.module(page))
    return text


async def need_no_names(field: Field, page: Page) -> None:
    kept = await phone.kept(page)
    assert [place for place in LIST if place in kept] == []
    parts = [part for name in field.names for part in name.split()]
    for name in [*field.names, *phone.wire_names(field.names), *parts]:
        assert name not in kept, name


async def prepared(field: Field) -> None:
    await field.place(4, children=1)
    await field.clock(f"{MONDAY}T08:05")


async def test_the_phone_knows_names_as_called_and_nothing_else(field: Field) -> None:
    await prepared(field)
    async with field.phone() as context:
        page = await field.begin(context)
        await phone.tap(page, "arrive", field.ids[0])
        told = await open_list(page) + await phone.kept(page)
        for name in phone.wire_names(field.names):
            assert name in told, "the list is there"
        for secret in ("Pid.B", "Pid.Sus", "8171", "1990-01-01", "2010-05-05", "Jalan", *field.names):
            assert secret not in told, secret
        assert not re.search(r"\banak\b", told, re.IGNORECASE)
        for place in LIST:
            assert place in await phone.kept(page)
    found = [
        (path.name, name)
        for path in field.profile.rglob("*")
        if path.is_file()
        for name in phone.wire_names(field.names)
        for written in (name.encode(), name.encode("utf-16-le"))
        if written in path.read_bytes()
    ]
    assert found == [], "a copy of the phone's files tells no name"


async def test_signing_out_removes_the_names_and_asks_about_what_is_not_sent(field: Field) -> None:
    await prepared(field)
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        for each in field.ids[:3]:
            await phone.tap(page, "arrive", each)
        await expect(page.locator("#toast")).to_be_hidden()
        field.served.wire.cut_in, field.served.wire.cut_at, field.served.wire.up = b"POST", 0, True
        await page.locator("#more").click()
        await page.locator('#menu button[value="sign-out"]').click()
        await expect(page.locator("#unsent-out-title")).to_have_text("3 catatan belum terkirim")
        async with page.expect_download() as saving:
            await page.locator('#unsent-out button[value="export"]').click()
        saved = (await (await saving.value).path()).read_text()
        assert saved.count('"kind": "arrived"') == 3
        assert not [name for name in phone.wire_names(field.names) if name in saved]
        field.served.wire.cut_at = None
        await page.locator('#unsent-out button[value="out"]').click()
        await expect(page.get_by_role("heading", name="Anda telah keluar")).to_be_visible()
        await need_no_names(field, page)
        assert (await phone.kept(page)).count('"kind":"arrived"') == 3
        await field.sign_in(context)
        page = await field.open(context)
        await phone.until_sent(page)
    assert await field.facts() == {"checked-in": 3}


async def test_names_are_gone_after_the_last_day_without_any_network(field: Field) -> None:
    await prepared(field)
    async with field.phone() as context:
        page = await field.begin(context)
    field.offline()
    async with field.phone() as context:
        await context.add_init_script(LYING_CLOCK % (39 * 3_600_000))
        page = await field.open(context)
        await field.listed(page)
        await page.evaluate("() => moveClock(3_600_000)")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(page.locator("article.card")).to_have_count(0)
        await need_no_names(field, page)


async def test_the_worker_removes_the_names_by_itself(field: Field) -> None:
    """At the first event after midnight. Its clock cannot be moved, so what it knows of it is."""
    await prepared(field)
    async with field.phone() as context:
        page = await field.begin(context)
        await page.evaluate(
            """async () => {
              const done = (asked) => new Promise((ok) => (asked.onsuccess = () => ok(asked.result)));
              const db = await done(indexedDB.open("masohi-field"));
              const held = db.transaction("held", "readwrite").objectStore("held");
              const clock = await done(held.get("clock"));
              held.put({ ...clock, ms: clock.ms + 40 * 3_600_000 }, "clock");
              await new Promise((ok) => (held.transaction.oncomplete = ok));
              db.close();
              navigator.serviceWorker.controller.postMessage("wake");
            }"""
        )
        await phone.until(lambda: _is_held(page), False)
        await need_no_names(field, page)


async def _is_held(page: Page) -> bool:
    return "held.list" in await phone.kept(page)


async def test_a_session_that_was_ended_elsewhere_takes_the_names_and_leaves_the_queue(field: Field) -> None:
    await prepared(field)
    async with field.phone() as context:
        page = await field.begin(context)
        async with field.client.h.pool.acquire() as conn:
            await sessions.end_all(conn, None, "sup", field.client.h.clock.now())
        await phone.tap(page, "arrive", field.ids[0])
        await expect(page.locator("#notice a")).to_have_text("Masuk lagi")
        await expect(page.locator("article.card")).to_have_count(0)
        await need_no_names(field, page)
        assert len(await phone.queued(page)) == 1
    assert await field.facts() == {}


async def test_the_list_can_be_removed_by_hand(field: Field) -> None:
    await prepared(field)
    async with field.phone() as context:
        page = await field.begin(context)
        await page.locator("#more").click()
        await page.locator('#menu button[value="forget"]').click()
        await expect(page.locator("article.card")).to_have_count(0)
        await need_no_names(field, page)


async def test_a_second_supervisor_sends_nothing_of_the_first(field: Field) -> None:
    await field.place(2, supervisors=["sup", "sup-2"])
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        await phone.tap(page, "arrive", field.ids[0])
        await expect(page.locator("#toast")).to_be_hidden()
        await field.sign_in(context, "sup-2")
        await field.online(page)
        page = await field.open(context)
        await field.listed(page)
        await phone.tap(page, "arrive", field.ids[1])
        await phone.until(lambda: _makers(field), ["sup-2"])
        await phone.until_sent(page, 1)
        await phone.shown(page, "unsent")
        await expect(page.locator("#unsent-list")).to_contain_text("1 catatan milik orang lain")
        page = await field.begin(context, "sup")
        await phone.until_sent(page)
    assert await field.facts() == {"checked-in": 2}


async def test_who_signs_on_after_another_sees_nothing_until_the_service_has_answered(field: Field) -> None:
    await field.place(2, supervisors=["sup", "sup-2"])
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        await field.sign_in(context, "sup-2")
        page = await field.open(context)
        await expect(page.locator("#people")).to_contain_text("Tidak ada daftar")
        await expect(page.locator("article.card")).to_have_count(0)
        await field.online(page)
        await field.listed(page)
        await phone.tap(page, "arrive", field.ids[0])
        await phone.until(lambda: _makers(field), ["sup-2"])


async def test_a_tap_after_another_has_signed_on_in_another_tab_is_not_written_down(field: Field) -> None:
    await field.place(2, supervisors=["sup", "sup-2"])
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        await field.sign_in(context, "sup-2")
        await phone.tap(page, "arrive", field.ids[0])
        await expect(page.locator("#notice")).to_contain_text("Ketukan terakhir Anda tidak dicatat")
        await expect(page.locator("article.card")).to_have_count(0)
        assert await phone.queued(page) == []
        await field.online(page)
        await field.listed(page)
        await phone.tap(page, "arrive", field.ids[0])
        await phone.until(lambda: _makers(field), ["sup-2"])


async def _makers(field: Field) -> list[str]:
    """Under whom entries have come."""
    return [row["subject"] for row in await field.client.h.pool.fetch("select subject from field_entries")]
