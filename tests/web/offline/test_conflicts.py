"""What changed while the phone was offline: each entry ends in `Perlu Anda` with its reason, and none vanishes."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import SUPERVISOR
from tests.web.offline import field as phone
from tests.web.offline.field import Field

COLLEAGUE = SUPERVISOR.named("sup-2")


async def test_each_conflict_is_shown_with_its_reason_and_settled(field: Field) -> None:
    await field.place(5, supervisors=["sup", "sup-2"])
    await field.clock(f"{MONDAY}T07:55")
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        for each in field.ids:
            await phone.tap(page, "arrive", each)
        client = field.client
        await client.cancel_session(field.ids[1], {"cause": "weather", "reason": "hujan"})
        await field.clock(f"{MONDAY}T08:05")
        await client.check_in(field.ids[0], {"at": f"{MONDAY}T08:02:00+09:00"}, caller=COLLEAGUE)
        decided = {"change_number": "R1", "decided_on": "2026-03-01", "reason": "cassation"}
        await client.revoke(field.sentences[2]["id"], decided)
        await expect(page.locator("#toast")).to_be_hidden()
        await field.online(page)
        await phone.until_sent(page)
        await phone.shown(page, "needs")
        reasons = {0: "sudah dicatat", 1: "dibatalkan", 2: "sudah selesai, dicabut"}
        await expect(page.locator("#needs-list article")).to_have_count(3)
        await expect(page.locator("#needs-count")).to_have_text("3")
        for number, reason in reasons.items():
            name = phone.wire_names(field.names)[number]
            box = page.locator("#needs-list article", has=page.get_by_role("heading", name=name))
            await expect(box).to_contain_text(reason)
        assert await field.facts() == {"checked-in": 3}, "theirs, and the two that nothing speaks against"
        first = page.locator("#needs-list article", has_text=phone.wire_names(field.names)[0])
        await expect(first).to_contain_text("sedang di lokasi, 08.02")
        await discard(page, field)
        await propose(page, field)


async def discard(page: Page, field: Field) -> None:
    box = page.locator("#needs-list article", has_text=phone.wire_names(field.names)[1])
    await box.locator('[data-act="discard"]').click()
    await page.locator("#settle textarea").fill("sesi dibatalkan karena hujan")
    await page.locator("#settle-go").click()
    await expect(page.locator("#needs-list article")).to_have_count(2)
    row = await field.client.h.pool.fetchrow("select state, note from field_refusals where slug = 'session-gone'")
    assert row
    assert tuple(row) == ("discarded", "sesi dibatalkan karena hujan")


async def propose(page: Page, field: Field) -> None:
    """The colleague has recorded the whole session meanwhile; mine becomes a correction for a third person."""
    await field.clock(f"{MONDAY}T12:30")
    await field.sign_in(page.context)
    await field.client.check_out(field.ids[0], {"at": f"{MONDAY}T12:00:00+09:00"}, caller=COLLEAGUE)
    await phone.shown(page, "needs")
    box = page.locator("#needs-list article", has_text=phone.wire_names(field.names)[0])
    await expect(box).to_contain_text("12.00")
    await box.locator('[data-act="propose"]').click()
    await page.locator("#settle textarea").fill("ia datang pukul 08.05, saya di gerbang")
    await page.locator("#settle-go").click()
    await expect(page.locator("#needs-list article")).to_have_count(1)
    assert await field.client.h.pool.fetchval("select count(*) from attendance_corrections") == 1


async def test_a_suspended_site_takes_nobody_and_lets_leave(field: Field) -> None:
    await field.place(2)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        await phone.tap(page, "arrive", field.ids[0])
        await phone.until_sent(page)
        field.offline()
        await field.client.suspend_site(field.site["id"])
        await phone.leave(page, field.ids[0])
        await phone.tap(page, "arrive", field.ids[1])
        await expect(page.locator("#toast")).to_be_hidden()
        await field.online(page)
        await phone.until_sent(page)
        await expect(page.locator("#today p.warn")).to_contain_text("ditangguhkan")
        await phone.shown(page, "needs")
        await expect(page.locator("#needs-list article")).to_contain_text("dihentikan atau ditutup")
    assert await field.facts() == {"checked-in": 1, "recorded": 1}


async def test_a_role_that_was_lost_keeps_the_entries_and_takes_the_names(field: Field) -> None:
    await field.place(1)
    await field.clock(f"{MONDAY}T08:05")
    async with field.phone() as context:
        page = await field.begin(context)
        field.offline()
        await phone.tap(page, "arrive", field.ids[0])
        await expect(page.locator("#toast")).to_be_hidden()
        await field.sign_in(context, "sup", "trainer")
        await field.online(page)
        await expect(page.locator("#needs-count")).to_have_text("1")
        await expect(page.locator("#notice")).to_contain_text("bukan pengawas lokasi lagi")
        await expect(page.locator("article.card.scheduled")).to_have_count(0)
        (record,) = await phone.queued(page)
        assert record["state"] == "refused"
        await field.sign_in(context)
        await phone.shown(page, "needs")
        await page.locator('[data-act="retry"]').click()
        await phone.until_sent(page)
    assert await field.facts() == {"checked-in": 1}, "sent again by who is a supervisor again"
