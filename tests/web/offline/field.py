"""What tests do with a supervisor's phone: people to check in, a browser that is signed in, taps, what is kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
from playwright._impl._api_structures import SetCookieParam
from playwright.async_api import BrowserContext, Page, Playwright, expect

from shared.edge.access import Actor
from shared.web import sessions
from shared.web.sign_on import digest_of
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, Json
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.phone import SLOTS, local
from tests.support import browser
from tests.support.browser import Served

LYING_CLOCK = """(() => {
  const True = Date;
  let ahead = %d;
  globalThis.moveClock = (ms) => { ahead += ms; };
  globalThis.Date = class extends True {
    constructor(...given) { given.length ? super(...given) : super(True.now() + ahead); }
    static now() { return True.now() + ahead; }
  };
  Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", { value: undefined });
})();"""
"""The page's clock is wrong by so many milliseconds. The worker's cannot be moved, so it does not send."""
COOKIE = "masohi-community-service"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST = [
    "Agus",
    "Budi",
    "Citra",
    "Dewi",
    "Eko",
    "Fitri",
    "Gilang",
    "Hasan",
    "Intan",
    "Joko",
    "Kartika",
    "Lukas",
    "Maria",
    "Nadia",
    "Oktavia",
    "Petrus",
]

DUMP = """async () => {
  const found = [];
  const text = (value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value);
  const plain = (row) => JSON.stringify(row, (key, value) => text(value));
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((ok, no) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => ok(asked.result);
      asked.onerror = () => no(asked.error);
    });
    for (const store of db.objectStoreNames) {
      const [keys, rows] = await Promise.all(["getAllKeys", "getAll"].map((read) => new Promise((ok) => {
        const asked = db.transaction(store).objectStore(store)[read]();
        asked.onsuccess = () => ok(asked.result);
      })));
      for (const [place, row] of rows.entries()) found.push(`${store}.${keys[place]} ` + plain(row));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url + await (await cache.match(request)).text());
  }
  for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify(storage));
  return found.join('\\n');
}"""


def people(count: int) -> list[str]:
    """Names of a first and a last part that nothing else has: `Agus Zaqa`."""
    return [f"{_FIRST[n % 16]} {_LETTERS[n % 26]}zaq{'aeiou'[n // 16]}{_LETTERS[n // 4].lower()}" for n in range(count)]


@dataclass
class Field:
    """`ids` are the sessions of who was placed, in the order of their names."""

    client: CommunityServiceClient
    served: Served
    driver: Playwright
    profile: Path
    names: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    sentences: list[Json] = field(default_factory=list)
    site: Json = field(default_factory=dict)

    async def place(self, count: int, children: int = 0, **site: Any) -> None:
        """So many people at one site on Monday from 08:00 to 12:00; the last ones are children, in the afternoon."""
        self.site = await scene.open_site(self.client, **{"slots": SLOTS} | site)
        self.names = people(count)
        for number, name in enumerate(self.names):
            child = number >= count - children
            made = bodies.child_verdict if child else bodies.verdict
            fields = {
                "verdict_number": f"{number}/Pid.B/2026/PN Amb",
                "nik": f"81710101019000{number:02}",
                "name": name,
            }
            self.sentences.append(await scene.pronounce(self.client, made(**fields)))
            session = bodies.session(MONDAY, "14:00", "16:00") if child else bodies.session(MONDAY)
            placed = await scene.place(self.client, self.sentences[-1], self.site, session)
            self.ids.append(placed["sessions"][0]["id"])

    async def clock(self, moment: str) -> None:
        """Sets the time of the service, here and in its process; a phone's clock stays what it is."""
        self.client.h.clock.set(local(moment))
        await self.served.set_clock(local(moment))

    async def truth(self, context: BrowserContext) -> tuple[datetime, float]:
        """What the service's clock says, and our own at that moment."""
        (cookie,) = [each for each in await context.cookies() if each["name"] == COOKIE]
        async with httpx.AsyncClient() as client:
            started = time.monotonic()
            address = f"http://127.0.0.1:{self.served.wire.target}/community-service/desk/field/standing"
            answer = await client.get(address, headers={"cookie": f"{COOKIE}={cookie['value']}"})
            middle = (started + time.monotonic()) / 2
        return datetime.fromisoformat(answer.headers["x-service-time"]), middle

    async def pass_time(self, page: Page, moment: str) -> None:
        """Time goes on, for the service and for a page with a lying clock; the phone sleeps."""
        before, began = await self.truth(page.context)
        await self.clock(moment)
        after, ended = await self.truth(page.context)
        gone = (after - before) / timedelta(milliseconds=1) - (ended - began) * 1000
        await page.evaluate("(ms) => moveClock(ms)", gone)

    @asynccontextmanager
    async def phone(self, **more: Any) -> AsyncIterator[BrowserContext]:
        async with browser.phone(self.driver, self.profile, **more) as context:
            yield context

    async def sign_in(self, context: BrowserContext, subject: str = "sup", *roles: str) -> None:
        """A session as sign-on begins one, in the browser's cookies: the session's, and the one for scripts."""
        actor = Actor(subject, frozenset(roles or ("supervisor",)), None)
        h = self.client.h
        async with h.pool.acquire() as conn:
            value = await sessions.begin(conn, actor, f"sid of {subject}", None, h.clock.now())
        ends = time.time() + sessions.LONGEST.total_seconds()
        place = {"domain": "localhost", "path": "/community-service/desk", "expires": ends}
        cookies = [{"name": COOKIE, "value": value}, {"name": f"{COOKIE}-who", "value": digest_of(subject)}]
        await context.add_cookies([cast("SetCookieParam", each | place) for each in cookies])

    async def open(self, context: BrowserContext, *, worker: bool = True) -> Page:
        """The app, ready, and with its worker installed."""
        page = context.pages[0] if context.pages else await context.new_page()
        await page.goto(f"{self.served.desk}/field/")
        await page.wait_for_selector("html[data-ready]")
        if worker:
            await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
            await until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), True)
        return page

    async def begin(self, context: BrowserContext, subject: str = "sup") -> Page:
        """Signs in, opens the app, and has the list."""
        await self.sign_in(context, subject)
        page = await self.open(context)
        await self.listed(page)
        return page

    async def listed(self, page: Page) -> None:
        await expect(page.locator("article.card").first).to_be_visible()

    def offline(self) -> None:
        self.served.wire.up = False

    async def online(self, page: Page) -> None:
        """The network is back, and the phone says so."""
        self.served.wire.up = True
        await page.evaluate("dispatchEvent(new Event('online'))")

    async def facts(self) -> dict[str, int]:
        """How many arrivals and records the journal has."""
        rows = await self.client.h.pool.fetch(
            "select type, count(*) as n from journal where type in"
            " ('community-service.record.checked-in', 'community-service.attendance.recorded') group by type"
        )
        return {row["type"].rpartition(".")[2]: row["n"] for row in rows}


async def shown(page: Page, tab: str) -> None:
    """Goes to one of the four screens."""
    await page.locator(f'#tabs button[data-to="{tab}"]').click()


async def kept(page: Page) -> str:
    """All that the browser has kept: databases, caches, storage."""
    text: str = await page.evaluate(DUMP)
    return text


async def queued(page: Page) -> list[Json]:
    found: list[Json] = await page.evaluate("import('%s').then((queue) => queue.records())" % await module(page))
    return found


async def module(page: Page) -> str:
    """The address of the queue, as the page has loaded it."""
    found: str = await page.evaluate(
        "performance.getEntriesByType('resource').map((each) => each.name).find((name) => name.endsWith('queue.js'))"
    )
    return found


async def receipts(page: Page) -> list[Json]:
    found: list[Json] = await page.evaluate("import('%s').then((queue) => queue.receipts())" % await module(page))
    return found


async def tap(page: Page, act: str, session_id: str) -> None:
    await page.locator(f'button[data-act="{act}"][data-of="{session_id}"]').click()


async def leave(page: Page, session_id: str, outcome: str = "attended_complied") -> None:
    await tap(page, "leave", session_id)
    await page.locator(f'#leave button[value="{outcome}"]').click()


async def absent(page: Page, session_id: str) -> None:
    await tap(page, "absent", session_id)
    await page.locator('#absent button[value="unacceptable_absence"]').click()


async def try_to_send(page: Page) -> None:
    """As the app does by itself each minute."""
    await page.evaluate("import('%s').then((queue) => queue.send()).catch(() => null)" % await module(page))


async def until_sent(page: Page, count: int = 0, within_s: float = 20) -> None:
    """Until so many entries are left that wait."""
    await until(lambda: _waiting(page), count, within_s)


async def _waiting(page: Page) -> int:
    return len([each for each in await queued(page) if each["state"] == "waiting"])


async def until(read: Callable[[], Awaitable[Any]], wanted: Any, within_s: float = 20) -> None:
    """Until `read` gives what is wanted."""
    deadline = time.monotonic() + within_s
    while (found := await read()) != wanted:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)


def wire_names(names: Sequence[str]) -> list[str]:
    """How people are called on the phone."""
    return [f"{name.split()[0]} {name.split()[1][0]}." for name in names]
