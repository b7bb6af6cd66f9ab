"""The app as a person meets it: small, large letters, dark, by keyboard, in English, without JavaScript."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, Response, expect

from tests.service.community_service.bodies import MONDAY
from tests.web.offline import field as phone
from tests.web.offline.field import Field

SMALL = """() => [...document.querySelectorAll("button, input:not([type=radio]), summary, textarea")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 47.5)
  .map((each) => each.outerHTML)"""
TABS = ("today", "unsent", "needs", "proofs")


async def opened(field: Field, context: BrowserContext) -> Page:
    await field.place(3)
    await field.clock(f"{MONDAY}T08:05")
    return await field.begin(context)


async def need_no_scrolling(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


async def need_accessible(page: Page) -> None:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_screen_is_accessible_at_360_pixels_and_twice_the_letters(field: Field, scheme: str) -> None:
    async with field.phone(color_scheme=scheme) as context:
        problems: list[str] = []
        context.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page = await opened(field, context)
        await phone.tap(page, "arrive", field.ids[0])
        for letters in ("100%", "200%"):
            await page.evaluate("(size) => { document.documentElement.style.fontSize = size }", letters)
            for tab in TABS:
                await phone.shown(page, tab)
                await need_no_scrolling(page)
                await need_accessible(page)
                assert await page.evaluate(SMALL) == []
            await phone.shown(page, "today")
            for act in ("leave", "absent"):
                await phone.tap(page, act, field.ids[0 if act == "leave" else 1])
                await need_accessible(page)
                assert await page.evaluate(SMALL) == []
                await page.keyboard.press("Escape")
        assert problems == [], "nothing that the content policy forbids"


async def test_a_day_by_keyboard_is_said_aloud(field: Field) -> None:
    async with field.phone() as context:
        page = await opened(field, context)
        await page.locator(f'button[data-act="arrive"][data-of="{field.ids[0]}"]').focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#said")).to_contain_text("Tersimpan di ponsel: Datang, Agus")
        card = await page.evaluate("document.activeElement.id")
        assert field.ids[0] in card, "the focus stays with the person"
        await page.locator(f'button[data-act="leave"][data-of="{field.ids[0]}"]').focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#leave-title")).to_contain_text("Pulang: Agus")
        await page.keyboard.press("Escape")
        await expect(page.locator("#leave")).to_be_hidden()


async def test_who_leaves_is_noted_with_what_was_seen(field: Field) -> None:
    async with field.phone() as context:
        page = await opened(field, context)
        await phone.tap(page, "arrive", field.ids[0])
        await phone.tap(page, "leave", field.ids[0])
        await page.locator("#leave summary").click()
        await page.locator('#leave [name="safety_gear"][value="false"]').check()
        await page.locator('#leave [name="work_quality"][value="good"]').check()
        await page.locator('#leave button[value="attended_failed_to_comply"]').click()
        await phone.tap(page, "absent", field.ids[1])
        await page.locator("#absent button[data-reason]").first.click()
        await phone.until_sent(page)
        await phone.shown(page, "proofs")
        await expect(page.locator("#proofs-list li")).to_have_count(3)
    rows = await field.client.h.pool.fetch(
        "select outcome, reason, safety_gear, work_quality from sessions order by id"
    )
    found = {row["outcome"]: tuple(row)[1:] for row in rows}
    assert found["attended_failed_to_comply"] == (None, False, "good")
    assert found["acceptable_absence"] == ("Sakit", None, None)


async def test_english_is_kept_on_the_phone(field: Field) -> None:
    async with field.phone() as context:
        page = await opened(field, context)
        await page.locator("#more").click()
        async with page.expect_navigation():
            await page.locator('#menu button[value="language"]').click()
        await expect(page.locator("#today h1")).to_have_text("Today")
        field.offline()
        page = await field.open(context)
        await expect(page.locator("article.card").first).to_contain_text("Not here yet")


async def test_without_javascript_there_is_a_form_for_each_person(field: Field) -> None:
    async with field.phone(java_script_enabled=False) as context:
        await field.place(3)
        await field.clock(f"{MONDAY}T08:05")
        await field.sign_in(context)
        page = context.pages[0]
        await page.goto(f"{field.served.desk}/field/")
        await page.get_by_role("button", name="Tampilkan daftar").click()
        person = page.get_by_role("region", name=phone.wire_names(field.names)[0])
        await person.get_by_role("button", name="Datang").click()
        await person.get_by_role("button", name="Ya, patuh").click()
        await expect(person).to_contain_text("hadir dan patuh")
        other = page.get_by_role("region", name=phone.wire_names(field.names)[1])
        await other.get_by_text("Tidak hadir").click()
        await other.get_by_role("button", name="Tanpa alasan").click()
        await expect(other).to_contain_text("tidak hadir tanpa alasan")
    assert await field.facts() == {"checked-in": 1, "recorded": 2}


async def test_bytes_and_requests_of_the_first_visit(field: Field) -> None:
    """Compressed, as the gateway sends them: all 60 kB, CSS 8, JavaScript 20, at most 8 requests until it is usable."""
    async with field.phone() as context:
        answers: list[Response] = []

        def heard(answer: Response) -> None:
            answers.append(answer)

        context.on("response", heard)
        page = await opened(field, context)
        own = [each for each in answers if each.request.service_worker is None]
        sizes = {each.url.partition("?")[0]: len(gzip.compress(await each.body())) for each in own}
        by_kind = {kind: sum(size for url, size in sizes.items() if url.endswith(kind)) for kind in (".css", ".js")}
        assert by_kind[".css"] <= 8_000
        assert by_kind[".js"] <= 20_000
        assert sum(sizes.values()) <= 60_000
        urls = [each.url for each in own]
        usable = next(number for number, url in enumerate(urls, 1) if url.endswith("/today"))
        assert usable <= 8, urls
        field.served.wire.seen.clear()
        page = await field.open(context)
        await field.listed(page)
        asked = [head.split(b" ")[1].rpartition(b"/field/")[2] for head in field.served.wire.seen]
        assert set(asked) <= {b"today", b"sw.js", b"manifest.webmanifest"}, "the shell is on the phone"
