"""The phone's clock lies: times are put right or marked, and nothing happens in the future."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.async_api import expect

from tests.service.community_service.bodies import MONDAY
from tests.web.offline import field as phone
from tests.web.offline.field import LYING_CLOCK, Field

HOUR_MS = 3_600_000
CLOSE = timedelta(seconds=2)


async def alarms(field: Field) -> int:
    found: int = await field.client.h.pool.fetchval("select count(*) from alarms where kind = 'clock_moved'")
    return found


async def arrival(field: Field, number: int) -> datetime:
    at: datetime = await field.client.h.pool.fetchval(
        "select at from field_entries where session_id = $1 and kind = 'arrived'", field.ids[number]
    )
    return at


async def test_a_clock_that_is_wrong_all_along_is_put_right(field: Field) -> None:
    """Three hours ahead, a day behind, and in London; each phone asks the service first, then loses the network."""
    await field.place(3)
    for number, (ahead, zone) in enumerate(((3, "Asia/Jayapura"), (-24, "Asia/Jayapura"), (0, "Europe/London"))):
        await field.clock(f"{MONDAY}T08:04")
        async with field.phone(timezone_id=zone) as context:
            await context.add_init_script(LYING_CLOCK % (ahead * HOUR_MS))
            page = await field.begin(context)
            field.offline()
            await field.pass_time(page, f"{MONDAY}T08:05")
            before, _ = await field.truth(context)
            await phone.tap(page, "arrive", field.ids[number])
            card = page.locator("article.card.checked_in", has_text=phone.wire_names(field.names)[number])
            await expect(card).to_contain_text("08.05")
            after, _ = await field.truth(context)
            await field.pass_time(page, f"{MONDAY}T08:30")
            await field.online(page)
            await phone.until_sent(page)
        assert before - CLOSE <= await arrival(field, number) <= after + CLOSE
    assert await alarms(field) == 0, "a clock that is only wrong was moved by nobody"


async def test_a_clock_that_is_moved_during_the_shift_is_marked(field: Field) -> None:
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        await context.add_init_script(LYING_CLOCK % 0)
        page = await field.begin(context)
        field.offline()
        await phone.tap(page, "arrive", field.ids[0])
        await page.evaluate(f"() => moveClock({3 * HOUR_MS})")
        await phone.leave(page, field.ids[0])
        await field.pass_time(page, f"{MONDAY}T12:30")
        await field.sign_in(context)
        await field.online(page)
        await phone.until_sent(page)
    assert await field.facts() == {"checked-in": 1, "recorded": 1}
    assert await alarms(field) == 1


async def test_a_time_in_the_future_is_never_recorded(field: Field) -> None:
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        await context.add_init_script(LYING_CLOCK % 0)
        page = await field.begin(context)
        field.offline()
        await page.evaluate(f"() => moveClock({HOUR_MS})")
        await phone.tap(page, "arrive", field.ids[0])
        await field.online(page)
        await phone.until_sent(page)
        await phone.shown(page, "needs")
        await expect(page.locator("#needs-list article")).to_contain_text("belum")
    assert await field.facts() == {}


async def test_a_departure_that_was_forgotten_is_given_its_time_and_accuses_nobody(field: Field) -> None:
    """The time is chosen the day after: it is no reading of the clock, so it is late, and no alarm."""
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        await context.add_init_script(LYING_CLOCK % 0)
        page = await field.begin(context)
        await phone.tap(page, "arrive", field.ids[0])
        await phone.until_sent(page)
        await field.pass_time(page, f"{MONDAY}T18:05")
        await field.sign_in(context)
        await field.online(page)
        await phone.tap(page, "leave", field.ids[0])
        await expect(page.locator("#leave [name=time]")).to_have_value("12:00")
        await page.locator("#leave [name=time]").fill("11:45")
        await page.locator('#leave button[value="attended_complied"]').click()
        await phone.until_sent(page)
        (late,) = [each for each in await phone.receipts(page) if each["kind"] == "left"]
        assert late["receipt"]["at"].startswith("2026-03-02T02:45:00")
        assert late["receipt"]["recorded_late"]
    assert await alarms(field) == 0
