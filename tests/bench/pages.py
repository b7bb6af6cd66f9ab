"""`python -m tests.bench.pages`: how long people wait for a page on a slow phone, five times each.

tests/bench/slow_network.py has the profile. One process of the community service is behind the gateway, with few cases.
Beside each figure stands how it compares with a plain page of the same bytes, loaded in the same round: the machine
drifts, and the network does not. `again` is in the same browser, `offline` without a network, and `tap` from a finger
on the glass until the phone says that it is saved."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import uvloop
from playwright.async_api import Browser, BrowserContext, async_playwright
from rich.console import Console

from deploy.local.gateway import Gateway
from deploy.local.process import free_port
from tests.bench.rig import Rig
from tests.bench.slow_network import PHONE, SlowPage, as_bytes, only_bytes, slow_page
from tests.bench.table import Measured, Row, show
from tests.bench.yardsticks import NotMeasured
from tests.service.community_service import scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.client import CommunityServiceClient
from tests.support.browser import ARGS, CHROMIUM, Served, Wire
from tests.support.harness import Harness, run_service
from tests.web.offline.field import Field

ROUNDS, PEOPLE = 5, 7
_HOW = "Chromium on 400/200 kbit/s, 400 ms, a processor four times as slow; medians of five; behind the gateway."


def _row(name: str, what: str, must: float, versus: str = "a plain page of the same bytes") -> Row:
    return Row(name, what, versus, "–", must, must / 2, "less", " s")


PUBLIC = _row("page-public", "the public check of a report: usable", 3)
DESK = _row("page-desk", "a page of the desk, first visit: usable", 5)
DESK_AGAIN = _row("page-desk-again", "the same again", 2)
FIELD = _row("page-field", "the phone app, first visit: usable", 5)
FIELD_AGAIN = _row("page-field-again", "the same again", 1.5, "–")
FIELD_OFFLINE = _row("page-field-offline", "the same without a network", 1.5, "–")
TAP = Row("page-tap", "a tap until it is saved on the phone", "–", "–", 100, 50, "less", " ms")


@dataclass
class Seen:
    """What each round took, and how many times as long as the same bytes."""

    taken: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    bytes: int = 0

    def add(self, seconds: float, plain: float | None = None, count: int = 0) -> None:
        self.taken.append(seconds)
        self.bytes = count or self.bytes
        if plain:
            self.ratios.append(seconds / plain)

    def measured(self, unit: str) -> Measured:
        rounds = ", ".join(f"{each:.2f}" for each in self.taken)
        beside = f"; {median(self.ratios):.2f} of the same {self.bytes:,} bytes" if self.ratios else ""
        return Measured(median(self.taken), f"rounds {rounds}{unit}{beside}", _HOW)


_found: dict[Row, Seen] = {}
"""All rows are measured in one go, by whichever is asked for first."""


async def of(row: Row, rig: Rig) -> Measured:
    if not CHROMIUM:
        raise NotMeasured("there is no Chromium")
    if not _found:
        _found.update({each: Seen() for each in (PUBLIC, DESK, DESK_AGAIN, FIELD, FIELD_AGAIN, FIELD_OFFLINE, TAP)})
        await _measure(rig)
    return _found[row].measured(row.unit)


ROWS: dict[Row, Callable[[Rig], Awaitable[Measured]]] = {
    row: partial(of, row) for row in (PUBLIC, DESK, DESK_AGAIN, FIELD, FIELD_AGAIN, FIELD_OFFLINE, TAP)
}


async def _measure(rig: Rig) -> None:
    async with (
        run_service(scene.SERVICE, rig.databases, rig.issuer) as h,
        _site(rig, h) as app,
        async_playwright() as p,
    ):
        await app.place(PEOPLE)
        await app.clock(f"{MONDAY}T08:05")
        browser = await p.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            with only_bytes() as plain:
                for number in range(ROUNDS):
                    await _public(browser, app, plain)
                    await _desk(browser, app, plain)
                    await _field(browser, app, plain, app.ids[number])
        finally:
            await browser.close()


@asynccontextmanager
async def _site(rig: Rig, h: Harness) -> AsyncIterator[Field]:
    """The service as a process, on the same database as `h`, and the gateway where browsers look for it."""
    await scene.introduce_neighbours(h)
    name = await h.pool.fetchval("select current_database()")
    served = Served(
        *(rig.databases.dsn("community_service", name), rig.issuer, Wire(free_port(), free_port())),
        log=rig.state / "pages.log",
    )
    gateway = Gateway(rig.state / "gateway", served.wire.port, {"community_service": served.wire.target})
    await served.start()
    gateway.start()
    try:
        yield Field(CommunityServiceClient(h), served, None, rig.state)  # type: ignore[arg-type]
    finally:
        gateway.stop()
        served.kill()


@asynccontextmanager
async def _new(browser: Browser, app: Field, *roles: str) -> AsyncIterator[tuple[BrowserContext, SlowPage]]:
    context = await browser.new_context(**PHONE)
    try:
        if roles:
            await app.sign_in(context, "sup" if "supervisor" in roles else f"{roles[0]}-1", *roles)
        async with slow_page(context) as slow:
            yield context, slow
    finally:
        await context.close()


async def _public(browser: Browser, app: Field, plain: str) -> None:
    async with _new(browser, app) as (_, slow):
        taken = await slow.usable(f"{app.served.origin}/community-service/reports")
        await slow.page.wait_for_load_state("load")
        _found[PUBLIC].add(taken, await as_bytes(browser, plain, slow.bytes), slow.bytes)


async def _desk(browser: Browser, app: Field, plain: str) -> None:
    async with _new(browser, app, "coordinator") as (_, slow):
        for row in (DESK, DESK_AGAIN):
            slow.bytes = 0
            taken = await slow.usable(f"{app.served.desk}/cases")
            await slow.page.wait_for_load_state("load")
            _found[row].add(taken, await as_bytes(browser, plain, slow.bytes), slow.bytes)


async def _field(browser: Browser, app: Field, plain: str, session_id: str) -> None:
    async with _new(browser, app, "supervisor") as (context, slow):
        page, address = slow.page, f"{app.served.desk}/field/"
        taken = await slow.usable(address, ready="html[data-ready]")
        await page.locator("article.card").first.wait_for()
        _found[FIELD].add(taken, await as_bytes(browser, plain, slow.bytes), slow.bytes)
        await page.evaluate(_CONTROLLED)
        _found[FIELD_AGAIN].add(await slow.usable(address, ready="html[data-ready]"))
        await page.locator("article.card").first.wait_for()
        await context.set_offline(True)
        _found[FIELD_OFFLINE].add(await slow.usable(address, ready="html[data-ready]"))
        await page.locator("article.card").first.wait_for()
        _found[TAP].add(await page.evaluate(_TAP, f'button[data-act="arrive"][data-of="{session_id}"]'))


_CONTROLLED = """() => new Promise((done) => {
  const look = () => (navigator.serviceWorker.controller ? done() : requestAnimationFrame(look));
  look();
})"""
_TAP = """async (button) => {
  const began = performance.now();
  const card = document.querySelector(button).closest("article");
  const before = card.innerText;
  document.querySelector(button).click();
  while (document.contains(card) && card.innerText === before) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
"""The app writes down what was tapped before it shows it: the card changes when that is done."""


async def run(console: Console) -> None:
    with tempfile.TemporaryDirectory(prefix="masohi-pages-") as folder, closing(Rig(Path(folder))) as rig:
        show(console, {row: await measure(rig) for row, measure in ROWS.items()}, [])


if __name__ == "__main__":
    uvloop.run(run(Console(width=None if sys.stdout.isatty() else 170)))
