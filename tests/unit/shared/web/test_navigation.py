"""Every place is one click away, and what does not fit on a line is in a menu."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared.web.rendering import nav_of
from shared.web.site import Link, Place
from shared.web.web import Web
from tests.support.gallery import shown_page
from tests.support.markup import parsed


def navigation(count: int, path: str) -> list[dict[str, Any]]:
    links = [Link(f"L{number}", f"/l{number}") for number in range(count)]
    web = SimpleNamespace(place=Place("/s", "S"), nav=lambda _roles: links)
    return nav_of(cast("Web", web), frozenset(), f"/s/desk{path}", str)


@pytest.mark.parametrize(
    ("count", "path", "rest"),
    [
        (8, "/l1", []),
        (9, "/l1", ["L7", "L8"]),
        (11, "/l9/x", ["L7", "L8", "L10"]),
        (11, "/", ["L7", "L8", "L9", "L10"]),
    ],
)
def test_many_places_are_a_line_and_a_menu(count: int, path: str, rest: list[str]) -> None:
    nav = navigation(count, path)
    (bar,) = parsed(shown_page("parts.html", nav=nav)).all("nav", "kit-nav")
    assert [each.words() for menu in bar.all("details") for each in menu.all("a")] == rest
    assert {each.attributes["href"] for each in bar.all("a")} == {item["href"] for item in nav}
    assert len(bar.all("details")) == bool(rest)
    current = [each for each in bar.all("a") if "aria-current" in each.attributes]
    assert [each.words() for each in current] == [item["label"] for item in nav if item["current"]]
    assert not {each.words() for each in current} & set(rest), "where one is stays in sight"
