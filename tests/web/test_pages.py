"""What is true of every page that people find by following links, in the story as it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from deploy.local.stack import Stack
from tests.support.page_faults import made_badly, sent_badly, speaks_badly, titled_badly
from tests.support.walks import Seen
from tests.support.world import World

TYPED = frozenset({"pay", "out", "report", "agreements"})
"""Recorded as programs wrote it: what a read was for, and which service heard of a fact."""
PERSONS = {
    "community_service": "select name from persons",
    "training": "select name from participants",
    "notifications": "select name from recipients",
}


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


async def test_no_title_and_no_address_says_who(site: Stack, desk: list[Seen], public: list[Seen]) -> None:
    names: list[str] = []
    for service, query in PERSONS.items():
        async with World(site).database(service) as conn:
            names += [row[0] for row in await conn.fetch(query)]
    assert len(names) > 5
    check([*desk, *public], lambda seen: titled_badly(seen, names))


def test_every_page_speaks_indonesian(desk: list[Seen], public: list[Seen]) -> None:
    check([*desk, *public], lambda seen: speaks_badly(seen, TYPED))
