"""Corrections as pages: before and after side by side, and a second person decides."""

from __future__ import annotations

from tests.service.community_service import scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import (
    AUDITOR,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in, visible

SHORTER = {"outcome": "attended_complied", "came": "08:00", "left": "11:00", "reason": "pulang lebih awal"}


async def signed_session(client: CommunityServiceClient) -> str:
    """Four hours on Monday, signed off by a coordinator."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placed = await scene.place(client, sentence, site)
    session_id = str(placed["sessions"][0]["id"])
    await scene.attend(client, session_id, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await client.sign_off(session_id, caller=COORDINATOR)
    return session_id


async def test_one_proposes_and_another_decides(client: CommunityServiceClient) -> None:
    session_id = await signed_session(client)
    there = f"/sessions/{session_id}/correction"
    counsellor = await signed_in(client, COUNSELLOR)
    html = (await counsellor.open(there)).text
    assert "Yang tercatat" in (text := need_words(html))
    assert "12.00" in text
    for recorded in ('value="attended_complied" checked', 'value="08:00"', 'value="12:00"'):
        assert recorded in html
    form = form_of(html, there) | SHORTER
    sent = [await counsellor.send(there, form) for _ in range(2)]
    assert len({answer.headers["location"] for answer in sent}) == 1
    assert await facts(client.h, "record.correction-proposed") == 1
    page = sent[0].headers["location"].removeprefix("/community-service/desk")
    own = (await counsellor.open(page)).text
    text = need_words(own)
    for words in ("Sebelum", "Sesudah", "pulang lebih awal", "oleh Anda", "Orang lain yang memutuskan"):
        assert words in text
    assert text.index("12.00") < text.index("11.00"), "before stands before after"
    assert "decision" not in own, "one's own is never offered"
    prosecutor = await signed_in(client, PROSECUTOR)
    waiting = (await prosecutor.open(page)).text
    decision = form_of(waiting, f"{page}/decision")
    await prosecutor.send(f"{page}/decision", decision, 422)
    for _ in range(2):
        await prosecutor.send(f"{page}/decision", decision | {"decision": "approved"})
    text = need_words((await prosecutor.open(page)).text)
    assert "disetujui" in text
    assert "−1 jam" in text
    assert await facts(client.h, "attendance.corrected") == 1
    late = await prosecutor.send(f"{page}/decision", {"key": "z", "decision": "rejected"}, 409)
    assert "Statusnya disetujui; tindakan ini memerlukan status diusulkan." in need_words(late.text)


async def test_a_refused_correction_says_why_and_keeps_what_was_typed(client: CommunityServiceClient) -> None:
    session_id = await signed_session(client)
    there = f"/sessions/{session_id}/correction"
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(there)).text, there)
    refused = (await browser.send(there, form | SHORTER | {"came": ""}, 422)).text
    assert "hasil: hadir dan patuh" in need_words(refused)
    assert 'value="11:00"' in refused
    assert "pulang lebih awal" in refused
    backwards = await browser.send(there, form | SHORTER | {"came": "12:00"}, 422)
    assert "2 Maret 2026 11.00 mendahului waktu masuk 2 Maret 2026 12.00" in need_words(backwards.text)
    future = await browser.send(there, form | SHORTER | {"after_midnight": "true"}, 422)
    assert "belum tiba" in need_words(future.text)
    assert "Terlalu pendek" in need_words((await browser.send(there, form | SHORTER | {"reason": "x"}, 422)).text)
    assert await facts(client.h, "record.correction-proposed") == 0
    absent = SHORTER | {"outcome": "unacceptable_absence"}
    await browser.send(there, form | absent)
    (made,) = (await client.list_corrections())["items"]
    assert (made["outcome"], made["checked_in_at"]) == ("unacceptable_absence", None), "an absence has no times"


async def test_who_has_a_hand_in_the_record_does_not_decide(client: CommunityServiceClient) -> None:
    session_id = await signed_session(client)
    proposed = await client.propose_correction(
        session_id,
        {"outcome": "unacceptable_absence", "checked_in_at": None, "checked_out_at": None, "reason": "salah orang"},
    )
    page = f"/corrections/{proposed['id']}"
    signer = await signed_in(client, COORDINATOR)
    assert "/decision" not in (await signer.open(page)).text, "who signed off"
    refused = await signer.send(f"{page}/decision", {"key": "k", "decision": "approved"}, 403)
    assert "Koreksi diputuskan oleh orang lain" in need_words(refused.text)
    recorder = await client.h.signed_in("coordinator", subject=SUPERVISOR.subject)
    assert "/decision" not in (await recorder.open(page)).text, "who recorded and proposed"
    auditor = await signed_in(client, AUDITOR)
    assert "/decision" not in (await auditor.open(page)).text, "an auditor decides nothing"
    assert "/decision" in (await (await signed_in(client, SECOND)).open(page)).text
    twice = need_words((await (await signed_in(client, COUNSELLOR)).open(f"/sessions/{session_id}/correction")).text)
    assert "belum dapat dikoreksi" in twice


async def test_others_see_no_correction(client: CommunityServiceClient) -> None:
    session_id = await signed_session(client)
    made = await client.propose_correction(
        session_id,
        {"outcome": "unacceptable_absence", "checked_in_at": None, "checked_out_at": None, "reason": "salah orang"},
    )
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    for path in (f"/corrections/{made['id']}", f"/sessions/{session_id}/correction"):
        assert "salah orang" not in visible((await stranger.open(path, 403)).text)
    await stranger.send(f"/sessions/{session_id}/correction", {"key": "a", **SHORTER}, 403)
    await stranger.send(f"/corrections/{made['id']}/decision", {"key": "b", "decision": "approved"}, 403)
    prosecutor = await signed_in(client, PROSECUTOR)
    await prosecutor.open(f"/sessions/{session_id}/correction", 403)
