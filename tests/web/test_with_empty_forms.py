"""Every form, sent empty: the page that comes says what is missing, and anybody can read and use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.async_api import Browser, Route

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.contract.test_routes import ALL
from tests.support.desk_browser import Window, window
from tests.support.markup import Element, everything
from tests.support.page_faults import made_badly, speaks_badly, titled_badly
from tests.support.walks import Routes, Seen

FORMS = Routes(each.path for each in ALL if each.is_page and each.method == "POST")
TYPED = ("input", "select", "textarea")
EVERY = 4
"""Of so many pages one is looked at in the dark too: they have the same parts."""


@dataclass(frozen=True)
class Form:
    """As it stands on a page of somebody. `carried` are its hidden fields."""

    who: str
    action: str
    route: str
    carried: dict[str, str]


def forms_of(seen: Seen) -> Iterator[Form]:
    for form in seen.html.all("form"):
        action = urlsplit(urljoin(str(seen.answer.url), form.attributes.get("action", ""))).path
        route = FORMS.of(action)
        if route and form.attributes.get("method") == "post" and any(map(_is_typed, everything(form))):
            yield Form(seen.who, action, route, dict(_hidden(form)))


def _is_typed(field: Element) -> bool:
    return (
        field.tag in TYPED and field.attributes.get("type") not in ("hidden", "submit") and "name" in field.attributes
    )


def _hidden(form: Element) -> Iterator[tuple[str, str]]:
    for field in everything(form):
        if field.attributes.get("type") == "hidden":
            yield field.attributes["name"], field.attributes.get("value", "")


@pytest.fixture(scope="module")
def refused(people: dict[str, Person], desk: list[Seen]) -> list[Seen]:
    """One of each kind of form, sent with nothing typed, where that is refused."""
    kinds: dict[str, Form] = {}
    for seen in desk:
        if seen.is_html and seen.language == "id":
            kinds |= {form.route: form for form in forms_of(seen) if form.route not in kinds}
    answers = [
        Seen(each.who, each.action, each.route, people[each.who].send(each.action, each.carried, None))
        for each in kinds.values()
    ]
    return [each for each in answers if each.answer.status_code in (409, 412, 422)]


def test_what_is_missing_is_said_in_words(refused: list[Seen]) -> None:
    assert len(refused) > 25
    wrong = [
        f"{seen}: {fault}"
        for seen in refused
        for fault in (*made_badly(seen), *speaks_badly(seen), *titled_badly(seen, ()), *_unsaid(seen))
    ]
    assert not wrong, "\n".join(wrong)


def _unsaid(seen: Seen) -> Iterator[str]:
    summaries = seen.html.all("div", "govuk-error-summary")
    if len(summaries) != 1:
        yield f"{len(summaries)} summaries"
    elif not (links := summaries[0].all("a")):
        yield "no link to a field"
    else:
        ids = {each.attributes.get("id") for each in everything(seen.html)}
        yield from (f"{each.attributes['href']} is nowhere" for each in links if each.attributes["href"][1:] not in ids)


@pytest.mark.timeout(300)
async def test_everybody_can_use_it(
    site: Stack, browser: Browser, people: dict[str, Person], refused: list[Seen]
) -> None:
    wrong: list[str] = []
    for who in dict.fromkeys(seen.who for seen in refused):
        async with window(browser, site.origin, people[who]) as shown:
            for seen in (each for each in refused if each.who == who):
                wrong += [f"{seen}: {each}" for each in await looked_at(shown, seen, dark=seen in refused[::EVERY])]
            wrong += shown.told
    assert not wrong, "\n".join(wrong)


async def looked_at(shown: Window, seen: Seen, *, dark: bool) -> list[str]:
    """The answer as it came, in a browser: it is not asked for again."""

    async def answer(route: Route) -> None:
        kept = ("content-type", "content-security-policy", "content-language")
        headers = {name: value for name, value in seen.answer.headers.items() if name in kept}
        await route.fulfill(status=422, headers=headers, body=seen.answer.text)

    await shown.page.route(shown.origin + seen.address, answer)
    await shown.page.emulate_media(color_scheme="light")
    await shown.open(seen.address)
    wrong = await shown.look()
    if dark:
        await shown.page.emulate_media(color_scheme="dark")
        wrong += [f"dark: {each}" for each in await shown.look("color-contrast")]
    return [*wrong, *await shown.measure()]
