import asyncio
from tests.web.offline.field import *

async def test_smoke(field):
    await field.place(5, 1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        await field.sign_in(context)
        page = context.pages[0]
        page.on("console", lambda m: print("CONSOLE", m.type, m.text))
        page.on("pageerror", lambda m: print("PAGEERROR", m))
        page.on("requestfailed", lambda r: print("FAILED", r.url, r.failure))
        page.on("response", lambda r: print("RESP", r.status, r.url[-60:]))
        page = await field.open(context)
        await field.listed(page)
        await page.screenshot(path="/tmp/w/ph1.png", full_page=True)
        await tap(page, "arrive", field.ids[0])
        await asyncio.sleep(.3)
        await page.screenshot(path="/tmp/w/ph2.png")
        await until_sent(page)
        print(await field.facts())
        await leave(page, field.ids[0])
        await until_sent(page)
        print(await field.facts(), await queued(page), await receipts(page))
        await page.screenshot(path="/tmp/w/ph3.png", full_page=True)
