"""With a keyboard alone: in, through a list to a case, and out again; and what a page does about a mistake."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.support.desk_browser import DESK, Window, window

_MOST = 150
_SEEN = """() => { const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; }"""
_ONE_LINE = """() => new Set([...document.querySelectorAll('#kit-nav-list > li')]
  .map(each => Math.round(each.getBoundingClientRect().top))).size === 1"""
_AT = "selector => document.activeElement.matches(selector)"


async def tab_to(page: Page, selector: str) -> None:
    """As often as needed; wherever the focus is on its way, it can be seen."""
    for _ in range(_MOST):
        await page.keyboard.press("Tab")
        here = await page.evaluate("() => document.activeElement.outerHTML.slice(0, 100)")
        if here.startswith("<body"):
            continue
        assert await page.evaluate(_SEEN), f"the focus cannot be seen on {here}"
        if await page.evaluate(_AT, selector):
            return
    raise AssertionError(f"{page.url}: no way to {selector}")


async def enter(page: Page, lands: str) -> None:
    """Presses the key on what has the focus, and waits for the page that comes."""
    await page.keyboard.press("Enter")
    await page.wait_for_url(lands)
    await page.wait_for_load_state()


async def test_in_to_a_case_and_out(site: Stack, browser: Browser) -> None:
    async with window(browser, site.origin, None, DESK) as shown:
        page = await shown.open("/community-service/desk/cases")
        await page.wait_for_url("**/identity/**")
        await tab_to(page, "button[value=jaksa-1]")
        await enter(page, "**/desk/cases")
        await page.keyboard.press("Tab")
        assert await page.evaluate(_AT, ".govuk-skip-link"), "the first stop leads past the navigation"
        await page.keyboard.press("Enter")
        await tab_to(page, "#main input[name=number]")
        await page.keyboard.type("12/Pid.B")
        await enter(page, "**/cases?*number=12*")
        await tab_to(page, "#main a[href*='/desk/cases/']")
        await enter(page, "**/desk/cases/*")
        assert "12/Pid.B" in await page.inner_text("h1")
        await tab_to(page, "form[action$='/sign-out'] button")
        await enter(page, f"{site.origin}/")
        answer = await page.goto(f"{site.origin}/community-service/desk/cases")
        assert answer
        assert "/identity/" in page.url or answer.status == 401
        assert shown.told == []


async def test_a_mistake_takes_the_focus_and_leads_to_its_field(
    site: Stack, browser: Browser, people: dict[str, Person]
) -> None:
    async with window(browser, site.origin, people["panitera-1"], DESK) as shown:
        page = await shown.open("/community-service/desk/verdicts/new?of=adult")
        await tab_to(page, "input[name=verdict_number]")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".govuk-error-summary")
        assert await page.evaluate(_AT, ".govuk-error-summary"), "the summary has the focus"
        wrong = await shown.look()
        await tab_to(page, ".govuk-error-summary a[href='#f-name']")
        await page.keyboard.press("Enter")
        assert await page.evaluate(_AT, "input[name=name]"), "the link leads to the field"
        assert [*wrong, *await shown.measure(), *shown.told] == []


async def test_pages_that_say_no(site: Stack, browser: Browser, people: dict[str, Person]) -> None:
    """To the wrong role, for what is not there, and when a session has ended while a form was open."""
    wrong: list[str] = []
    async with window(browser, site.origin, people["clerk-pemkot"]) as shown:
        for path in ("/community-service/desk/verdicts/new", "/agreements/desk/nothing", "/nothing"):
            wrong += await _looked(shown, path)
    with Person(site.origin) as clerk:
        clerk.sign_on("/community-service/desk/", "panitera-1")
        async with window(browser, site.origin, clerk) as shown:
            page = await shown.open("/community-service/desk/verdicts/new?of=adult")
            clerk.press(clerk.open("/community-service/desk/"), "/desk/sign-out")
            await page.fill("input[name=verdict_number]", "1/Pid.B/2026/PN Amb")
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
            assert "Sesi" in await page.inner_text("h1")
            wrong += [*await shown.look(), *await shown.measure(), *shown.told]
    assert wrong == []


async def _looked(shown: Window, path: str) -> list[str]:
    await shown.open(path)
    return [f"{path}: {each}" for each in (*await shown.look(), *await shown.measure(), *shown.told)]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_navigation_is_one_line_and_its_menu_is_in_reach(
    site: Stack, browser: Browser, language: str
) -> None:
    wrong: list[str] = []
    with Person(site.origin) as coordinator:
        coordinator.press(
            coordinator.sign_on("/community-service/desk/", "coordinator"), "/language", language=language
        )
        async with window(browser, site.origin, coordinator, DESK) as shown:
            page = await shown.open("/community-service/desk/incidents")
            assert await page.evaluate(_ONE_LINE), "every place on the line stands as high as the first"
            await tab_to(page, ".kit-rest summary")
            await page.keyboard.press("Enter")
            wrong += await shown.look()
            await page.keyboard.press("Tab")
            assert await page.evaluate(_AT, ".kit-rest a")
            await page.keyboard.press("Escape")
            assert await page.evaluate(_AT, ".kit-rest:not([open]) summary"), "the menu closes and gives the focus back"
            await page.keyboard.press("Enter")
            await tab_to(page, ".kit-rest a[href$='/refused-entries']")
            await enter(page, "**/refused-entries")
            wrong += shown.told
    assert wrong == []
