"""A form is one fact, however often it is sent: by a double click, a reload, Back and again, and from a second tab."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.support.desk_browser import DESK, window
from tests.support.walks import Seen
from tests.support.world import World

ROUTE = "/community-service/desk/cases/{sentence_id}/complaint"
SEND = "main form[action$='/complaint'] button[type=submit]"


async def facts(site: Stack) -> int:
    """Facts that this person wrote down: the jobs of the service go on meanwhile, and write others."""
    return int(await World(site).value("community_service", "select count(*) from journal where actor = 'coordinator'"))


async def fill(page: Page, report: str) -> None:
    await page.fill("textarea[name=report]", report)
    await page.fill("input[name=happened_on]", "2026-03-02")


async def send(page: Page) -> str:
    await page.locator(SEND).click()
    return await told(page)


async def told(page: Page) -> str:
    """What the page that came says of the act: that it is done, or why it is not."""
    said = page.locator(".kit-said, .govuk-error-summary")
    await said.wait_for()
    return await said.inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_one_form_is_one_fact(
    site: Stack, browser: Browser, people: dict[str, Person], desk: list[Seen], *, scripts: bool
) -> None:
    address, before = next(seen.address for seen in desk if seen.route == ROUTE), await facts(site)
    report = f"Alat rusak, {'dengan' if scripts else 'tanpa'} skrip"
    async with window(browser, site.origin, people["coordinator"], DESK, java_script_enabled=scripts) as shown:
        page = await shown.open(address)
        tab = await page.context.new_page()
        await tab.goto(site.origin + address)
        await fill(page, report)
        await page.locator(SEND).dblclick()
        assert "Sudah dicatat" in await told(page)
        assert await facts(site) == before + 1, "a double click"

        await page.reload()
        assert await facts(site) == before + 1, "a reload of what came after it"

        await page.go_back()
        await fill(page, report)
        assert "sudah Anda kirim" in await send(page)
        assert await facts(site) == before + 1, "Back, and sent again"

        await fill(tab, report)
        assert "sudah Anda kirim" in await send(tab)
        assert await facts(site) == before + 1, "the second tab"
        await send(tab)
        assert await facts(site) == before + 2, "who means it sends it once more"
    assert shown.told == []
