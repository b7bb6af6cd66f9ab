"""One whole system with its story played, as people reach it: through the gateway, with a sign-on and a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser

from deploy.demo.people import Person
from deploy.demo.play import play
from deploy.identity.people import People
from deploy.local.stack import Ports, Stack
from deploy.services import PREFIXES
from tests.contract.test_routes import ALL
from tests.support.desk_browser import launched
from tests.support.walks import Routes, Seen, walk

STARTS = [f"{prefix}/desk/" for prefix in PREFIXES.values()]
EXCEPT = ("/sign-in", "/signed-on")
"""Steps of the sign-on, which has tests of its own."""
DESK = Routes(each.path for each in ALL if each.is_page and each.method == "GET" and not each.path.endswith(EXCEPT))
OPEN = Routes(
    each.path
    for each in ALL
    if each.is_open and each.method == "GET" and not each.is_page and not each.path.endswith("/docs")
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Tests leave it running, and the clocks where the story ended."""
    stack = Stack(tmp_path_factory.mktemp("site"), "tansu", Ports.free(), fast=True)
    stack.start(lambda _: None)
    try:
        play(stack, lambda _: None)
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def person(site: Stack) -> Iterator[Person]:
    """A browser without a program in it, of somebody who has not signed on yet."""
    with Person(site.origin) as somebody:
        yield somebody


@pytest.fixture(scope="session")
def people(site: Stack) -> Iterator[dict[str, Person]]:
    """Everybody who can sign on, signed on at all four services."""
    found = {one.subject: Person(site.origin) for one in People()}
    try:
        for subject, person in found.items():
            for start in STARTS:
                person.sign_on(start, subject)
        yield found
    finally:
        for person in found.values():
            person.http.close()


@pytest.fixture(scope="session")
def desk(people: dict[str, Person]) -> list[Seen]:
    """The pages of the desk, as each person finds them by following links from the first page of each service.

    Of people with the same roles the first looks around more. The supervisor's phone has tests of its own."""
    found: list[Seen] = []
    known: set[tuple[str, ...]] = set()
    for one in People():
        found += walk(people[one.subject], one.subject, STARTS, DESK, per_route=1 if one.roles in known else 2)
        known.add(one.roles)
    return [seen for seen in found if "/field/" not in seen.route]


@pytest.fixture(scope="session")
def public(site: Stack, desk: list[Seen]) -> list[Seen]:
    """The pages for everybody that the home page and the desk lead to, and what these lead to."""
    with Person(site.origin) as stranger:
        stranger.http.headers["accept"] = "text/html"
        home = Seen("", "/", "/", stranger.open("/"))
        starts = dict.fromkeys(link for seen in (home, *desk) if seen.is_html for link in seen.links())
        return [home, *walk(stranger, "", list(starts), OPEN, per_route=2)]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as started:
        yield started
