"""Chromium at the desk: windows of people who have signed on, and what is wrong with what they show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, Request

from deploy.demo.people import Person
from tests.support.browser import ARGS, CHROMIUM, playwright

_ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
_EXPECTED = ("the server responded with a status of 4",)
"""What Chromium writes of a page that says no."""
_AXE = Axe()
_SMALL = """least => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(each => each.checkVisibility() && !(each.tagName === 'A' && getComputedStyle(each).display === 'inline'))
  .filter(each => each.type !== 'hidden' && !each.closest('.govuk-skip-link'))
  .map(each => [each, each.matches('[type=radio], [type=checkbox]') ? each.parentElement : each])
  .map(([each, area]) => [each, area.getBoundingClientRect()])
  .filter(([each, box]) => box.width && Math.min(box.width, box.height) < least)
  .map(([each, box]) => `${each.outerHTML.slice(0, 90)} is ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
"""A link inside a line of text is as high as the line: WCAG 2.5.8 excepts it."""
_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll('*')]
  .map(each => [each, Math.round(each.getBoundingClientRect().right)]).filter(([each, right]) => right > innerWidth + 1)
  .slice(0, 3).map(([each, right]) => `${each.outerHTML.slice(0, 90)} ends at ${right}`)"""
_LARGE = "() => { document.documentElement.style.fontSize = '200%'; }"


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """One process for many windows. Nothing but this machine can be reached."""
    async with playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=[*ARGS, _ONLY_HERE])
        try:
            yield browser
        finally:
            await browser.close()


class Window:
    """A page, and `told`: each error of its console, and each request to another place than `origin`."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.told: list[str] = []
        page.set_default_timeout(20_000)
        page.on("console", self._wrote)
        page.on("pageerror", lambda error: self.told.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def _wrote(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(each in message.text for each in _EXPECTED):
            self.told.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.told.append(f"{self.page.url} asks {request.url}")

    async def open(self, path: str) -> Page:
        await self.page.goto(self.origin + path)
        return self.page

    async def look(self, *rules: str) -> list[str]:
        """What axe finds: of these rules, or of all that WCAG 2.2 AA asks for."""
        only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": RULES}
        found = await _AXE.run(self.page, options={"runOnly": only, "resultTypes": ["violations"]})
        return [
            f"{each['id']}: {node['html'][:120]}" for each in found.response["violations"] for node in each["nodes"]
        ]

    async def measure(self) -> list[str]:
        """On a phone: whatever is too small for a finger, or makes the page wider than it, also with large text."""
        wrong: list[str] = await self.page.evaluate(_SMALL, 24)
        wrong += await self.page.evaluate(_WIDE)
        await self.page.evaluate(_LARGE)
        return wrong + [f"{each} with text at 200 %" for each in await self.page.evaluate(_WIDE)]


@asynccontextmanager
async def window(
    browser: Browser, origin: str, person: Person | None = None, size: dict[str, int] | None = None, **more: Any
) -> AsyncIterator[Window]:
    """With the sessions of a person, or of a stranger."""
    context = await browser.new_context(viewport=size or PHONE, locale="id-ID", **more)  # type: ignore[arg-type]
    try:
        for cookie in person.http.cookies.jar if person else ():
            given = {"name": cookie.name, "value": cookie.value or "", "domain": "localhost", "path": cookie.path}
            await context.add_cookies([given])  # type: ignore[list-item]
        yield Window(await context.new_page(), origin)
    finally:
        await context.close()
