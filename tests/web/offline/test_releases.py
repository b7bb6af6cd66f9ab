"""A new release of the app during a shift, and one that is too old."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.service.community_service.bodies import MONDAY
from tests.web.offline import field as phone
from tests.web.offline.field import LYING_CLOCK, Field

WAITS = "navigator.serviceWorker.getRegistration().then((found) => Boolean(found.waiting))"
OLD_SHELL = """async () => {
  const [name] = (await caches.keys()).filter((each) => each.startsWith("field "));
  const kept = await caches.open(name);
  const shell = await (await kept.match(location.href)).text();
  const headers = { "content-type": "text/html; charset=utf-8" };
  await kept.put(location.href, new Response(shell.replace('data-version="1"', 'data-version="0"'), { headers }));
}"""


async def waits(page: Page) -> bool:
    found: bool = await page.evaluate(WAITS)
    return found


async def test_a_new_release_waits_until_all_is_sent_and_loses_nothing(field: Field) -> None:
    await field.place(2)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        wire = field.served.wire
        wire.cut_in, wire.cut_at = b"POST /community-service/desk/field/entries", 0
        await phone.tap(page, "arrive", field.ids[0])
        wire.rewrite = (b"(wake, 2500)", b"(wake, 2501)")
        await page.evaluate(
            "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => null)"
        )
        await phone.until(lambda: waits(page), True)
        await page.evaluate("() => { Object.defineProperty(document, 'visibilityState', { value: 'hidden' }) }")
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await phone.tap(page, "arrive", field.ids[1])
        assert await waits(page), "two entries are not sent yet"
        assert len(await phone.queued(page)) == 2
        wire.cut_at = None
        await field.online(page)
        await phone.until_sent(page)
        await expect(page.locator("#toast")).to_be_hidden()
        async with page.expect_navigation():
            await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await page.wait_for_selector("html[data-ready]")
        assert not await waits(page)
        assert len(await phone.receipts(page)) == 2
    assert await field.facts() == {"checked-in": 2}


async def test_an_app_that_is_too_old_says_so_and_gives_its_entries_out(field: Field) -> None:
    """Its worker is as old as the page: here it is kept from sending, because it is not."""
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        await context.add_init_script(LYING_CLOCK % 0)
        page = await field.begin(context)
        await page.evaluate(OLD_SHELL)
        page = await field.open(context)
        await expect(page.locator("#notice")).to_contain_text("Perbarui dahulu")
        await phone.tap(page, "arrive", field.ids[0])
        await expect(page.locator("#toast")).to_be_hidden()
        await phone.try_to_send(page)
        (record,) = await phone.queued(page)
        assert record["state"] == "waiting"
        await phone.shown(page, "unsent")
        async with page.expect_download() as saving:
            await page.locator("#export").click()
        assert record["entry"]["id"] in (await (await saving.value).path()).read_text()
    assert await field.facts() == {}
