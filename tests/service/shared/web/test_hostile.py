"""What a browser would never send, and what bad luck does."""

from __future__ import annotations

import pytest

from tests.support.harness import Browser, Harness
from tests.support.tiny import THING

PATH, MARKS = f"/things/{THING}", f"/things/{THING}/marks"
KIND = "application/x-www-form-urlencoded"
RAW = '--x\r\nContent-Disposition: form-data; name="label"\r\n\r\n\\ud800\r\n--x--\r\n'


@pytest.fixture
async def browser(h: Harness) -> Browser:
    await h.put(f"/agreements{PATH}", {"label": "Sirimau"}, "marker")
    return await h.signed_in("marker")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("label=a&label.b=c", KIND, 422),
        ("label.b=c&label.b.d=e", KIND, 422),
        ("label=%00", KIND, 400),
        ("label=a&key=%00", KIND, 400),
        ("label=a&x%00=1", KIND, 400),
        (RAW, "multipart/form-data; boundary=x; charset=unicode_escape", 400),
    ],
)
async def test_a_form_that_no_page_made_is_refused_as_such(
    h: Harness, browser: Browser, body: str, kind: str, status: int
) -> None:
    headers = {"cookie": f"{browser.web.cookie}={browser.cookie}", "sec-fetch-site": "same-origin"}
    there = f"/agreements/desk{MARKS}"
    answer = await h.client.post(there, content=body, headers=headers | {"content-type": kind})
    assert answer.status_code == status
    assert await h.pool.fetchval("select label from things") == "Sirimau"


@pytest.mark.parametrize("page", [PATH, f"{PATH}?after=1"])
async def test_a_form_of_a_session_that_is_forgotten_leads_back_to_its_page(h: Harness, page: str) -> None:
    """A tab that was left open over a weekend. The form's own address has no page."""
    browser = await h.signed_in("marker")
    await h.pool.execute("delete from web_sessions")
    came_from = f"{browser.web.origin}/agreements/desk{page}"
    answer = await browser.send(MARKS, {"label": "late"}, 401, referer=came_from)
    assert f"then={_quoted(page)}" in answer.text


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/agreements/desk/x", "http://localhost:8080/training/desk/"]
)
async def test_a_form_from_who_knows_where_leads_to_the_first_page(h: Harness, referer: str) -> None:
    browser = await h.signed_in("marker")
    await h.pool.execute("delete from web_sessions")
    answer = await browser.send(MARKS, {"label": "late"}, 401, referer=referer)
    assert 'then=%2Fagreements%2Fdesk%2F"' in answer.text


def _quoted(page: str) -> str:
    return f"/agreements/desk{page}".replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")


@pytest.mark.parametrize("path", ["/agreements/journal", "/agreements/dead-letters", "/metrics", "/health/live"])
async def test_an_address_with_a_line_feed_at_its_end_is_none_of_ours(h: Harness, path: str) -> None:
    """Python's `$` matches before one, so a gateway that looks at `…/journal` would have let `…/journal%0A` pass."""
    headers = h.token("operator", "auditor")
    assert (await h.client.get(path, headers=headers)).status_code == 200
    assert (await h.client.get(f"{path}%0A", headers=headers)).status_code == 404
