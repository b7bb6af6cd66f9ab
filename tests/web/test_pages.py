"""What is true of every page that people find by following links, in the story as it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from deploy.local.stack import Stack
from tests.support.page_faults import made_badly, sent_badly, speaks_badly, titled_badly
from tests.support.walks import Seen
from tests.support.world import World

PERSONS = {
    "community_service": "select name from persons",
    "training": "select name from participants",
    "notifications": "select name from recipients",
}


def found(pages: Iterable[Seen], look: Callable[[Seen], Iterable[str]]) -> dict[str, list[str]]:
    """What is wrong, and where: one page for each."""
    wrong: dict[str, list[str]] = {}
    for seen in pages:
        if seen.is_html:
            for fault in look(seen):
                wrong.setdefault(fault, []).append(str(seen))
    return {fault: where[:2] for fault, where in wrong.items()}


def test_every_page_that_a_link_leads_to_opens(desk: list[Seen], public: list[Seen]) -> None:
    assert {str(seen): seen.answer.status_code for seen in [*desk, *public] if seen.answer.status_code != 200} == {}


def test_every_page_is_made_well(desk: list[Seen], public: list[Seen]) -> None:
    assert found([*desk, *public], made_badly) == {}


def test_every_page_is_sent_as_promised(desk: list[Seen], public: list[Seen]) -> None:
    assert found([*desk, *public], sent_badly) == {}


async def test_no_title_and_no_address_says_who(site: Stack, desk: list[Seen], public: list[Seen]) -> None:
    names: list[str] = []
    for service, query in PERSONS.items():
        async with World(site).database(service) as conn:
            names += [row[0] for row in await conn.fetch(query)]
    assert len(names) > 5
    assert found([*desk, *public], lambda seen: titled_badly(seen, names)) == {}


def test_every_page_speaks_indonesian(desk: list[Seen], public: list[Seen]) -> None:
    assert found([*desk, *public], speaks_badly) == {}
