"""Every page of the desk for everybody who can sign on: it is there, or it says no and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from deploy.demo.people import Person
from deploy.identity.people import People
from deploy.local.stack import Stack
from shared.ids import new_id
from tests.contract.test_routes import PAGES
from tests.support.walks import Seen
from tests.support.world import World

ROLES = {each.path: set(each.roles or ()) for each in PAGES if each.method == "GET" and "/field/" not in each.path}
BY_FORM = (".csv", "/audit/verifications")
"""Files and answers to which a form leads, not a link."""
OF_AN_OFFICE = ("panitera-1", "hakim-1", "jaksa-1", "pk-bapas-1", "asn-dlhp-1")
"""People whose cases are those of their own office."""
OF_EVERYBODY = ("/sites/", "/calendar/")
"""Pages of a thing that belongs to no office's case."""
VERDICT = re.compile(r"\d+/Pid\.")


@pytest.fixture(scope="session")
def one_of_each(desk: list[Seen]) -> dict[str, Seen]:
    """Route → a page of it, of somebody who may see it."""
    opened = [seen for seen in desk if seen.answer.status_code == 200 and seen.route in ROLES]
    return {seen.route: seen for seen in sorted(opened, key=lambda seen: -len(seen.address))}


def refused(answer_of: Seen) -> Iterator[str]:
    """What is wrong with a page that says no: it tells something of what is behind it."""
    (main,) = answer_of.html.all("main")
    said = main.words()
    if answer_of.answer.status_code not in (403, 404) or not answer_of.is_html:
        yield f"{answer_of}: {answer_of.answer.status_code}"
    if main.all("table") or main.all("dl") or re.search(r"\d", said.replace("403", "").replace("404", "")):
        yield f"{answer_of} says {said!r}"


def test_every_page_is_found_by_somebody(one_of_each: dict[str, Seen]) -> None:
    assert {route for route in ROLES if "{" not in route and not route.endswith(BY_FORM)} - set(one_of_each) == set()


def test_a_page_is_there_or_says_no(people: dict[str, Person], one_of_each: dict[str, Seen]) -> None:
    roles = {one.subject: set(one.roles) for one in People()}
    one_of_each_role = {tuple(sorted(each)): subject for subject, each in roles.items()}.values()
    wrong = []
    for subject, person in ((subject, people[subject]) for subject in one_of_each_role):
        for route, seen in one_of_each.items():
            may = "*" in ROLES[route] or bool(ROLES[route] & roles[subject])
            there = Seen(subject, seen.address, route, person.open(seen.address, None))
            if there.answer.status_code != 200:
                wrong += list(refused(there))
            if not may and there.answer.status_code != 403:
                wrong.append(f"{there}: {there.answer.status_code}, and it is for {ROLES[route]}")
            if may and "{" not in route and there.answer.status_code != 200:
                wrong.append(f"{there}: {there.answer.status_code}, and it is theirs")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("subject", OF_AN_OFFICE)
def test_another_office_sees_nothing_of_a_case(site: Stack, one_of_each: dict[str, Seen], subject: str) -> None:
    (before,) = (one.organisation for one in People() if one.subject == subject)
    site.identity.change(subject, organisation=str(new_id()))
    wrong = []
    try:
        with Person(site.origin) as stranger:
            stranger.sign_on("/community-service/desk/", subject)
            for route, seen in one_of_each.items():
                if not route.startswith("/community-service/"):
                    continue
                there = Seen(subject, seen.address, route, stranger.open(seen.address, None))
                if there.answer.status_code != 200:
                    wrong += list(refused(there))
                elif _of_a_case(route) or VERDICT.search(there.html.all("main")[0].text):
                    wrong.append(f"{there} shows a case of another office")
    finally:
        site.identity.change(subject, organisation=before)
    assert not wrong, "\n".join(wrong)


def _of_a_case(route: str) -> bool:
    return "{" in route and not any(each in route for each in OF_EVERYBODY)


async def test_a_page_that_says_no_is_not_a_read_of_a_name(
    site: Stack, people: dict[str, Person], one_of_each: dict[str, Seen]
) -> None:
    reads = "select count(*) from person_reads"
    before = await World(site).value("community_service", reads)
    for seen in one_of_each.values():
        if urlsplit(seen.address).path.startswith("/community-service/"):
            people["asn-dinkop-1"].open(seen.address, None)
    assert await World(site).value("community_service", reads) == before
