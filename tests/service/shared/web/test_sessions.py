"""Who is signed in, for how long, and what a cookie is worth after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.web import sessions
from tests.support.harness import Harness
from tests.support.tiny import THING

PATH = f"/things/{THING}"


@pytest.fixture
async def marked(h: Harness) -> Harness:
    await h.put(f"/agreements{PATH}", {"label": "Sirimau"}, "marker")
    return h


async def test_a_page_is_shown_to_who_has_the_role(marked: Harness) -> None:
    answer = await (await marked.signed_in("marker")).open(PATH)
    assert "<h1>Sirimau</h1>" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["content-language"] == "id"
    assert '<html lang="id"' in answer.text


async def test_without_a_session_a_page_leads_to_the_sign_on(marked: Harness) -> None:
    answer = await marked.client.get(f"/agreements/desk{PATH}")
    assert answer.status_code == 401
    link = f"/agreements/desk/sign-in?then=%2Fagreements%2Fdesk%2Fthings%2F{THING}"
    assert answer.headers["refresh"] == f"0; url={link}"
    assert "Sirimau" not in answer.text


async def test_a_page_looks_at_no_bearer_token_and_a_route_at_no_cookie(marked: Harness) -> None:
    answer = await marked.client.get(f"/agreements/desk{PATH}", headers=marked.token("marker"))
    assert answer.status_code == 401
    browser = await marked.signed_in("marker")
    cookie = {"cookie": f"{browser.web.cookie}={browser.cookie}"}
    assert (await marked.client.get(f"/agreements{PATH}", headers=cookie)).status_code == 401


async def test_another_role_sees_a_page_that_says_so_and_nothing_of_the_thing(marked: Harness) -> None:
    answer = await (await marked.signed_in("somebody")).open(PATH, 403)
    assert "Sirimau" not in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("idle", [timedelta(minutes=29, seconds=59), timedelta(minutes=30)])
async def test_a_session_that_nobody_uses_ends_after_half_an_hour(marked: Harness, idle: timedelta) -> None:
    browser = await marked.signed_in("marker")
    marked.clock.set(marked.clock.now() + idle)
    await browser.open(PATH, 200 if idle < timedelta(minutes=30) else 401)


async def test_a_session_that_is_used_goes_on_and_ends_after_twelve_hours(marked: Harness) -> None:
    browser = await marked.signed_in("marker")
    begun = marked.clock.now()
    await marked.pool.execute("update web_sessions set checked_at = checked_at + interval '1 day'")
    for minutes in range(25, 12 * 60, 25):
        marked.clock.set(begun + timedelta(minutes=minutes))
        await browser.open(PATH)
    marked.clock.set(begun + timedelta(hours=12) - timedelta(seconds=1))
    await browser.open(PATH)
    marked.clock.set(begun + timedelta(hours=12))
    await browser.open(PATH, 401)


async def test_after_an_hour_the_issuer_is_asked_before_the_next_page(marked: Harness) -> None:
    browser = await marked.signed_in("marker")
    begun = marked.clock.now()
    for minutes in (25, 50):
        marked.clock.set(begun + timedelta(minutes=minutes))
        await browser.open(PATH)
    marked.clock.set(begun + timedelta(minutes=60))
    answer = await browser.open(PATH, 401)
    assert "silent=1" in answer.headers["refresh"]


async def test_a_cookie_that_was_copied_is_worth_nothing_after_sign_out(marked: Harness) -> None:
    browser = await marked.signed_in("marker")
    answer = await browser.send("/sign-out", {}, 200)
    assert answer.headers["clear-site-data"] == '"cache"'
    assert "Max-Age=0" in answer.headers["set-cookie"]
    await browser.open(PATH, 401)
    await browser.send(f"{PATH}/marks", {"label": "late"}, 401)
    assert await marked.pool.fetchval("select label from things") == "Sirimau"


async def test_the_cookie_is_in_no_row_and_in_no_page(marked: Harness) -> None:
    browser = await marked.signed_in("marker")
    answer = await browser.open(PATH)
    assert browser.cookie not in answer.text
    row = await marked.pool.fetchrow("select id_hash, to_jsonb(web_sessions)::text as whole from web_sessions")
    assert row is not None
    assert row["id_hash"] == sessions.hash_of(browser.cookie)
    assert browser.cookie not in row["whole"]


async def test_sessions_that_are_over_are_forgotten_after_a_day(marked: Harness) -> None:
    browser = await marked.signed_in("marker")
    await browser.send("/sign-out", {}, 200)
    marked.clock.set(marked.clock.now() + timedelta(hours=23))
    await marked.seal()
    assert await marked.pool.fetchval("select count(*) from web_sessions") == 1
    marked.clock.set(marked.clock.now() + timedelta(hours=2))
    await marked.seal()
    assert await marked.pool.fetchval("select count(*) from web_sessions") == 0


async def test_the_switch_changes_the_language_of_the_session(marked: Harness) -> None:
    browser = await marked.signed_in("marker")
    answer = await browser.send("/language", {"language": "en", "back": f"/agreements/desk{PATH}"})
    assert answer.headers["location"] == f"/agreements/desk{PATH}"
    page = await browser.open(PATH)
    assert '<html lang="en"' in page.text
    await browser.send("/language", {"language": "id"})
    assert '<html lang="id"' in (await browser.open(PATH)).text


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/agreements/desk//evil.example", "/agreements/desk/../../x",
             "/agreements/deskx",
             "/agreements/desk/%2e%2E/%2e./identity/", "/agreements/desk/\\evil", "javascript:alert(1)", ""]
)  # fmt: skip
async def test_nobody_is_led_out_of_the_desk(marked: Harness, back: str) -> None:
    answer = await (await marked.signed_in("marker")).send("/language", {"language": "en", "back": back})
    assert answer.headers["location"] == "/agreements/desk/"


async def test_a_thing_that_is_not_there_and_an_address_that_cannot_be_read_are_pages(h: Harness) -> None:
    browser = await h.signed_in("marker")
    for path in (PATH, "/things/no-uuid", "/nowhere", "/things/%00"):
        answer = await browser.open(path, 404)
        assert answer.headers["content-type"].startswith("text/html")


async def test_a_fault_of_ours_is_a_page_without_what_was_asked(h: Harness) -> None:
    answer = await (await h.signed_in("marker")).open("/breakage/Batugajah", 500)
    assert "Batugajah" not in answer.text.replace("/breakage/Batugajah", "")
    assert "Traceback" not in answer.text
