"""A phone on a slow network, in Chromium, and a page that is nothing but bytes, to compare with.

The profile "Maluku": 400/200 kbit/s, 400 ms there and back, and a processor that is four times as slow."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page

KBIT = 1000 / 8
NETWORK = {"offline": False, "latency": 400, "downloadThroughput": 400 * KBIT, "uploadThroughput": 200 * KBIT}
SLOWER = 4
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "locale": "id-ID", "timezone_id": "Asia/Jayapura"}
_UNTIL = """(is) => new Promise((done) => {
  const seen = {
    painted: () => performance.getEntriesByName("first-contentful-paint").length > 0,
    focused: () => document.activeElement !== document.body,
  };
  const look = () => (seen[is]() ? done() : requestAnimationFrame(look));
  look();
})"""
"""Asked in the page: what is sent to it to be evaluated again and again is against its policy."""


@dataclass
class SlowPage:
    """A page that waits as such a phone does. `bytes` came over the network so far, as they were sent."""

    page: Page
    control: CDPSession
    bytes: int = 0

    def came(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    async def usable(self, address: str, *, ready: str = "h1") -> float:
        """Seconds until a heading is there and the first stop of the keyboard answers."""
        began = time.perf_counter()
        await self.page.goto(address, wait_until="commit")
        await self.page.locator(ready).first.wait_for()
        await self.page.evaluate(_UNTIL, "painted")
        await self.page.keyboard.press("Tab")
        await self.page.evaluate(_UNTIL, "focused")
        return time.perf_counter() - began


@asynccontextmanager
async def slow_page(context: BrowserContext) -> AsyncIterator[SlowPage]:
    page = await context.new_page()
    page.set_default_timeout(60_000)
    control = await context.new_cdp_session(page)
    slow = SlowPage(page, control)
    control.on("Network.loadingFinished", slow.came)
    await control.send("Network.enable")
    await control.send("Network.emulateNetworkConditions", NETWORK)
    await control.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    try:
        yield slow
    finally:
        await page.close()


@contextmanager
def only_bytes() -> Iterator[str]:
    """An address; `/N` there is a page of so many bytes that nothing compresses, whose heading comes last."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            count = self.path.strip("/")
            filler = random.Random(1).randbytes(int(count) // 2 if count.isdigit() else 0).hex()
            body = f"<!doctype html><title>x</title><!--{filler}--><h1>x</h1><a href='#'>x</a>".encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


async def as_bytes(browser: Browser, address: str, count: int) -> float:
    """How long the same number of bytes takes as one plain page."""
    context = await browser.new_context(**PHONE)
    try:
        async with slow_page(context) as slow:
            return await slow.usable(f"{address}/{count}")
    finally:
        await context.close()
