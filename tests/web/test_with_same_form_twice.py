"""A form is one fact, however often it is sent: by a double click, a reload, Back and again, and from a second tab."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.support.desk_browser import DESK, window
from tests.support.walks import Seen
from tests.support.world import World

ROUTE = "/community-service/desk/sessions/{session_id}/correction"
SEND = "main form[action$='/correction'] button[type=submit]"
FACTS = """select count(*) from journal where type = 'community-service.record.correction-proposed'"""


async def facts(site: Stack) -> int:
    return int(await World(site).value("community_service", FACTS))


async def fill(page: Page) -> None:
    await page.fill("textarea[name=reason]", "Jam pulang salah ditulis")
    await page.fill("input[name=left]", "11:45")


async def told(page: Page) -> str:
    """What the page that came says of the act: that it is done, or why it is not."""
    said = page.locator(".kit-said, .govuk-error-summary")
    await said.wait_for()
    return await said.inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_one_form_is_one_fact(
    site: Stack, browser: Browser, people: dict[str, Person], desk: list[Seen], *, scripts: bool
) -> None:
    one, other = list(
        dict.fromkeys(seen.address for seen in desk if seen.route == ROUTE and "/correction" in seen.answer.text)
    )[:2]
    address, before = one if scripts else other, await facts(site)
    async with window(browser, site.origin, people["coordinator"], DESK, java_script_enabled=scripts) as shown:
        page = await shown.open(address)
        tab = await page.context.new_page()
        await tab.goto(site.origin + address)
        for each in (page, tab):
            await fill(each)
        await page.locator(SEND).dblclick()
        assert "diusulkan" in await told(page)
        assert await facts(site) == before + 1, "a double click"

        await page.reload()
        await page.go_back()
        if await page.locator(SEND).count():
            await fill(page)
            await page.locator(SEND).click()
            assert await told(page)
        assert await facts(site) == before + 1, "a reload, and Back and again"

        await tab.locator(SEND).click()
        assert "koreksi" in (await told(tab)).lower(), "the second tab is told why not"
        assert await facts(site) == before + 1
    assert shown.told == []
