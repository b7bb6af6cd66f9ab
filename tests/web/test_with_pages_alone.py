"""What changes the system comes last: a sentence from verdict to report by pages, and services that are away."""

from __future__ import annotations

import time

import httpx
import pytest

from deploy.demo import pages
from deploy.demo.people import Person
from deploy.local.stack import Stack
from deploy.services import PREFIXES

HTML = {"accept": "text/html"}


def test_a_sentence_from_verdict_to_report(site: Stack) -> None:
    told: list[tuple[str, str]] = []
    story = pages.play(site, lambda did, seen: told.append((did, seen)))
    assert len(told) > 25
    assert httpx.get(site.origin + story.report, headers=HTML).status_code == 200
    assert not [seen for _, seen in told if not seen], "every page has a heading"


@pytest.mark.parametrize("left", ["community_service", "notifications"])
def test_three_services_are_away(site: Stack, left: str) -> None:
    away = [service for name, service in site.services.items() if name != left]
    with Person(site.origin) as auditor:
        auditor.sign_on(f"{PREFIXES[left]}/desk/", "auditor-1")
        for service in away:
            service.stop()
        try:
            began = time.monotonic()
            assert auditor.open(f"{PREFIXES[left]}/desk/").status_code == 200
            assert "Pilih siapa Anda" in auditor.open("/").text
            for name, prefix in PREFIXES.items():
                if name != left:
                    page = auditor.http.get(f"{prefix}/desk/", headers=HTML)
                    assert (page.status_code, "<h1" in page.text) == (502, True)
            assert time.monotonic() - began < 2 * len(PREFIXES)
        finally:
            for service in away:
                service.start()
