"""The pages that every service has for everybody: accessibility and privacy; and what a stranger's page never does."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.services import SERVICES
from shared.web.catalogues import faults
from tests.conftest import RunService
from tests.support.harness import Harness
from tests.support.scenes import SCENES
from tests.support.weights import weigh

ROOT = Path(__file__).parents[4]
PLATFORM = [ROOT / "shared/web", ROOT / "shared/journal", ROOT / "shared/privacy"]


@pytest.mark.parametrize("folder", PLATFORM, ids=lambda folder: folder.name)
def test_every_message_of_the_platform_is_translated(folder: Path) -> None:
    assert faults(folder, [each for each in PLATFORM if each != folder], "id") == []


@pytest.mark.parametrize("accept", ["text/html", "*/*", "application/json", "text/html;q=x"])
async def test_a_text_is_a_page_for_whoever_asks(h: Harness, accept: str) -> None:
    for path in ("accessibility", "privacy"):
        page = await h.client.get(f"/agreements/{path}", headers={"accept": accept})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert (page.headers["vary"], page.headers["content-language"]) == ("accept-language", "id")
        assert "set-cookie" not in page.headers


async def test_a_stranger_with_a_cookie_is_a_stranger(h: Harness) -> None:
    browser = await h.signed_in("marker")
    headers = {"cookie": f"{browser.web.cookie}={browser.cookie}"}
    page = await h.client.get("/agreements/privacy", headers=headers)
    assert page.text == (await h.client.get("/agreements/privacy")).text
    assert browser.web.cookie in page.text, "the page names the cookie"
    assert browser.cookie not in page.text


@pytest.mark.parametrize("asked", ["en", "id", "", "xx", "en&lang=id", "%00", "<b>"])
async def test_the_language_of_the_address(h: Harness, asked: str) -> None:
    page = await h.client.get(f"/agreements/privacy?lang={asked}&after=%3Cb%3E")
    assert page.headers["content-language"] == ("en" if asked == "en" else "id")
    assert "<b>" not in page.text
    other = "id" if asked == "en" else "en"
    assert f"lang={other}" in page.text
    assert "after=%3Cb%3E" in page.text, "the switch keeps the rest of the address"


async def test_other_methods_are_refused(h: Harness) -> None:
    answer = await h.client.post("/agreements/privacy")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    head = await h.client.head("/agreements/privacy")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("service", SERVICES)
async def test_every_service_says_what_it_keeps_and_what_does_not_work(harness: RunService, service: str) -> None:
    built, _ = SCENES[service]
    prefix = f"/{service.replace('_', '-')}"
    async with harness(built) as h:
        for language, kept, limits in (
            ("id", "Yang disimpan di sini", "Yang belum bisa"),
            ("en", "What is kept", "not work yet"),
        ):
            privacy = await h.client.get(f"{prefix}/privacy?lang={language}")
            assert kept in privacy.text
            assert privacy.text.count("<li>") >= 10, "the list of this service is there"
            assert "3 × 24" in privacy.text
            accessibility = await h.client.get(f"{prefix}/accessibility?lang={language}")
            assert limits in accessibility.text
            assert "WCAG 2.2" in accessibility.text
            for page in (privacy, accessibility):
                assert "unsafe" not in page.headers["content-security-policy"]
                assert ("community service" in page.text.lower()) <= (language == "en")
                weight = await weigh(h, page)
                assert (weight.first <= 25_000, weight.again <= 6_000, weight.requests <= 4) == (True, True, True)
                assert weight.scripts == 0
