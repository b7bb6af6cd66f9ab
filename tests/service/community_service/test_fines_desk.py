"""A fine as pages: payments, seizures, prison for the rest, and corrections by a second prosecutor."""

from __future__ import annotations

from tests.service.community_service.callers import (
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    JUDGE,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND_PROSECUTOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import need_words, problems_of, signed_in, visible
from tests.service.community_service.test_breaches_decisions import PROPOSAL
from tests.service.community_service.test_fines import LATE, LATER, fined, go, kinds
from tests.support.harness import Harness


async def test_k6c_from_the_first_payment_to_prison_for_the_rest(h: Harness, client: CommunityServiceClient) -> None:
    sentence, fine = await fined(h, client)
    browser, page = await signed_in(client, PROSECUTOR), f"/fines/{fine['id']}"
    assert page in (await browser.open(f"/cases/{sentence['id']}")).text
    html = (await browser.open(page)).text
    assert "/payment" in html
    assert "/seizure" not in html, "not before the due date has passed"
    paid = {"rupiah": "2.000.000", "paid_on": PROPOSAL, "receipt_number": "TT-1", "key": "p1"}
    for _ in range(2):
        await browser.send(f"{page}/payment", paid)
    again = (await browser.send(f"{page}/payment", paid | {"key": "p2"}, 409)).text
    assert 'value="TT-1"' in again
    more = (
        await browser.send(f"{page}/payment", paid | {"rupiah": "9000000", "receipt_number": "TT-2", "key": "p3"}, 422)
    ).text
    assert "K6c" in visible(more)
    text = need_words((await browser.open(page)).text)
    assert "Rp3.000.000" in text
    assert "TT-1" in text
    go(h, LATE)
    await h.tick()
    go(h, LATER)
    browser = await signed_in(client, PROSECUTOR)
    waiting = (await browser.open("/?kind=fine_overdue")).text
    assert f"/desk{page}" in waiting
    prison = {"days": "4", "document_number": "B-90", "document_date": LATER}
    assert "/substitute-prison" not in (await browser.open(page)).text, "a seizure comes first"
    await browser.send(f"{page}/substitute-prison", prison, 409)
    seizure = {"rupiah": "0", "seized_on": LATE, "document_number": "BA-1"}
    await browser.send(f"{page}/seizure", seizure)
    refused = (await browser.send(f"{page}/substitute-prison", prison, 422)).text
    assert "paling banyak 3" in visible(refused).lower()
    await browser.send(f"{page}/substitute-prison", prison | {"days": "3"})
    text = need_words((await browser.open(page)).text)
    for words in ("Penjara untuk sisa denda diperintahkan.", "3 hari", "B-90", "penjara pengganti"):
        assert words in text
    assert await kinds(h) == ["fine.paid", "fine.overdue", "record.fine-seized", "fine.settled"]


async def test_k6c_a_correction_needs_a_second_prosecutor(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    paid = await client.pay_fine(fine["id"], {"paid_on": PROPOSAL, "rupiah": 2_000_000, "receipt_number": "TT-1"})
    browser, at = await signed_in(client, PROSECUTOR), f"/fines/{fine['id']}/correction"
    assert "TT-1" in (await browser.open(at)).text
    fields = {"receipt_id": paid["payments"][0]["id"], "came_in": "yes", "reason": "kuitansi milik perkara lain"}
    assert problems_of((await browser.send(at, fields, 422)).text) == ["f-rupiah"]
    assert problems_of((await browser.send(at, fields | {"rupiah": "9" * 15}, 422)).text) == ["f-rupiah"]
    page = (await browser.send(at, fields | {"rupiah": "1.500.000"})).headers["location"]
    text = need_words((await browser.open(page)).text)
    assert "kuitansi milik perkara lain" in text
    assert "Jaksa kedua yang memutus" in text
    assert 'name="decision"' not in (await browser.open(page)).text
    assert "Jaksa" in visible((await browser.send(f"{page}/decision", {"decision": "approved"}, 403)).text)
    second = await signed_in(client, SECOND_PROSECUTOR)
    assert 'name="decision"' in (await second.open(page)).text
    await second.send(f"{page}/decision", {"decision": "approved"})
    assert "Rp1.500.000" in need_words((await second.open(f"/fines/{fine['id']}")).text)
    never = fields | {"came_in": "no"}
    page = (await browser.send(at, never)).headers["location"]
    await second.send(f"{page}/decision", {"decision": "rejected"})
    assert "ditolak" in need_words((await second.open(f"/fines/{fine['id']}")).text)


async def test_others_read_the_fine_and_change_nothing(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    page = f"/fines/{fine['id']}"
    for caller in (COUNSELLOR, CLERK, COORDINATOR):
        browser = await signed_in(client, caller)
        assert "/payment" not in (await browser.open(page)).text
        await browser.open(f"{page}/payment", 403)
    for stranger in (COUNSELLOR.at(OTHER_BAPAS), PROSECUTOR.at(OTHER_BAPAS), JUDGE):
        assert "Rp5.000.000" not in (await (await signed_in(client, stranger)).open(page, 403)).text
    far = await signed_in(client, PROSECUTOR.at(OTHER_BAPAS))
    fields = {"rupiah": "1", "paid_on": PROPOSAL, "receipt_number": "TT-1"}
    assert "Rp5.000.000" not in (await far.send(f"{page}/payment", fields, 403)).text
    assert await kinds(h) == []
