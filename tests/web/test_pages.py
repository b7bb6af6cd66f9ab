"""What is true of every page that people find by following links, in the story as it ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import httpx

from deploy.local.stack import Stack
from tests.support.page_faults import UUID, made_badly, sent_badly, speaks_badly, titled_badly
from tests.support.walks import Seen
from tests.support.world import World

TYPED = frozenset({"pay", "out", "report", "agreements"})
"""Recorded as programs wrote it: what a read was for, and which service heard of a fact."""
NIK = re.compile(r"(?<![\d.a-f-])\d{16}(?![\d.a-f-])")
TIMED = re.compile(r'^masohi_http_request_seconds_count\{method="GET",route="([^"]+)",status="(\d+)"\}', re.MULTILINE)
PERSONS = {
    "community_service": "select name from persons",
    "training": "select name from participants",
    "notifications": "select name from recipients",
}


def logs(site: Stack) -> list[Path]:
    return [path for part in ("services", "gateway", "identity") for path in (site.state / part).glob("*.log")]


def check(pages: Iterable[Seen], look: Callable[[Seen], Iterable[str]]) -> None:
    """Fails with everything that is wrong, and one page where it is."""
    wrong: dict[str, Seen] = {}
    for seen in pages:
        if seen.is_html:
            for fault in look(seen):
                wrong.setdefault(fault, seen)
    assert not wrong, "\n".join(["", *(f"{seen}: {fault}" for fault, seen in wrong.items())])


def test_every_page_that_a_link_leads_to_opens(desk: list[Seen], public: list[Seen]) -> None:
    check([*desk, *public], lambda seen: [] if seen.answer.status_code == 200 else [f"{seen.answer.status_code}"])


def test_every_page_is_made_well(desk: list[Seen], public: list[Seen]) -> None:
    check([*desk, *public], made_badly)


def test_every_page_is_sent_as_promised(desk: list[Seen], public: list[Seen]) -> None:
    check([*desk, *public], sent_badly)


async def names_of(site: Stack) -> list[str]:
    found: list[str] = []
    for service, query in PERSONS.items():
        async with World(site).database(service) as conn:
            found += [row[0] for row in await conn.fetch(query)]
    assert len(found) > 5
    return found


async def test_no_title_and_no_address_says_who(site: Stack, desk: list[Seen], public: list[Seen]) -> None:
    names = await names_of(site)
    check([*desk, *public], lambda seen: titled_badly(seen, names))


async def test_no_log_and_no_metric_says_who(site: Stack, desk: list[Seen], public: list[Seen]) -> None:
    """After the whole story, and after everybody has looked at everything."""
    written = {str(path.relative_to(site.state)): path.read_text(errors="replace") for path in logs(site)}
    written |= {f"metrics of {name}": httpx.get(f"{url}/metrics").text for name, url in site.urls.items()}
    assert len(written) > 2 * len(site.urls)
    names = await names_of(site)
    wrong = [f"{each} in {place}" for each in names for place, text in written.items() if each in text]
    wrong += [f"{each} in {place}" for place, text in written.items() for each in NIK.findall(text)]
    assert wrong == []


def test_every_page_is_timed_by_its_template(site: Stack, desk: list[Seen], public: list[Seen]) -> None:
    timed: set[tuple[str, str]] = set()
    for url in site.urls.values():
        text = httpx.get(f"{url}/metrics").text
        timed |= {(route, status) for route, status in TIMED.findall(text)}
    opened = {(seen.route, str(seen.answer.status_code)) for seen in (*desk, *public) if seen.route != "/"}
    assert {each for each in opened if not each[0].startswith("/identity")} - timed == set()
    assert not [route for route, _ in timed if UUID.search(route)]


def test_every_page_speaks_indonesian(desk: list[Seen], public: list[Seen]) -> None:
    check([*desk, *public], lambda seen: speaks_badly(seen, TYPED))
