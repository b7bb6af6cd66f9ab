"""A page of each kind in Chromium: WCAG 2.2 AA by axe, large text on a phone, targets, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.async_api import Browser

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.support.desk_browser import DESK, Window, window
from tests.support.walks import Seen

EVERY = 3
"""Of so many pages one is looked at in English and wide too."""


def of_each_kind(pages: Iterable[Seen]) -> list[Seen]:
    """The fullest page of each route."""
    found: dict[str, Seen] = {}
    for seen in pages:
        if seen.is_html and seen.language == "id":
            found[seen.route] = max(found.get(seen.route, seen), seen, key=lambda each: len(each.answer.content))
    return list(found.values())


async def looked_at(shown: Window) -> list[str]:
    """Light, dark, and what a phone makes of it."""
    await shown.page.emulate_media(color_scheme="light")
    wrong = await shown.look()
    await shown.page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {each}" for each in await shown.look("color-contrast")]
    return [*wrong, *await shown.measure()]


@pytest.mark.timeout(600)
async def test_every_kind_of_page_on_a_phone(
    site: Stack, browser: Browser, people: dict[str, Person], desk: list[Seen], public: list[Seen]
) -> None:
    wrong: list[str] = []
    for who, pages in by_person(of_each_kind([*desk, *public])).items():
        async with window(browser, site.origin, people.get(who)) as shown:
            for seen in pages:
                await shown.open(seen.address)
                wrong += [f"{seen}: {each}" for each in await looked_at(shown)]
            wrong += shown.told
    assert not wrong, "\n".join(wrong)


def by_person(pages: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = {}
    for seen in pages:
        found.setdefault(seen.who, []).append(seen)
    return found


async def test_pages_in_english_on_a_wide_screen(
    site: Stack, browser: Browser, desk: list[Seen], public: list[Seen]
) -> None:
    wrong: list[str] = []
    for who, pages in by_person(of_each_kind([*desk, *public])[::EVERY]).items():
        with Person(site.origin) as person:
            for prefix in {seen.route.split("/")[1] for seen in pages if who}:
                person.press(person.sign_on(f"/{prefix}/desk/", who), "/desk/language", language="en")
            async with window(browser, site.origin, person, DESK, color_scheme="dark") as shown:
                for seen in pages:
                    mark = "&" if "?" in seen.address else "?"
                    await shown.open(seen.address if who else f"{seen.address}{mark}lang=en")
                    if seen.route != "/" and await shown.page.get_attribute("html", "lang") != "en":
                        wrong.append(f"{seen}: not in English")
                    wrong += [f"{seen}: {each}" for each in await shown.look()]
                wrong += shown.told
    assert not wrong, "\n".join(wrong)
