"""Goes through the pages as somebody who follows every link, and keeps what they saw."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from deploy.demo.people import Person
from tests.support.markup import Element, everything, parsed

_HOLE = re.compile(r"\{[^}]+\}")


class Routes:
    """Finds the route that a path belongs to."""

    def __init__(self, templates: Iterable[str]) -> None:
        found = sorted(set(templates), key=lambda each: (":path}" in each, "{" in each, -len(each)))
        self._patterns = [(each, re.compile(_pattern(each))) for each in found]

    def of(self, path: str) -> str | None:
        return next((template for template, pattern in self._patterns if pattern.fullmatch(path)), None)


def _pattern(template: str) -> str:
    fixed, holes = _HOLE.split(template), _HOLE.findall(template)
    parts = [re.escape(part) + (".*" if ":path" in hole else "[^/]+") for part, hole in zip(fixed, holes, strict=False)]
    return "".join(parts) + re.escape(fixed[-1])


@dataclass(frozen=True)
class Seen:
    """A page as one person saw it. `who` is nobody for a stranger; `address` is path and query."""

    who: str
    address: str
    route: str
    answer: httpx.Response

    def __str__(self) -> str:
        return f"{self.who or 'a stranger'} at {self.address}"

    @property
    def is_html(self) -> bool:
        return str(self.answer.headers.get("content-type", "")).startswith("text/html")

    @property
    def language(self) -> str:
        """What it was asked to speak."""
        return "en" if "lang=en" in self.address else "id"

    @cached_property
    def html(self) -> Element:
        return parsed(self.answer.text)

    def links(self) -> Iterator[str]:
        """Addresses of this origin, with those that a filter leads to when nothing is chosen."""
        for element in everything(self.html):
            if element.tag == "a" and (href := element.attributes.get("href")):
                yield from self._here(href)
            elif element.tag == "form" and element.attributes.get("method", "get").lower() == "get":
                yield from self._here(f"{element.attributes.get('action', '')}?{urlencode(defaults(element))}")

    def _here(self, href: str) -> Iterator[str]:
        there, here = urlsplit(urljoin(str(self.answer.url), href)), self.answer.url
        if (there.scheme, there.netloc) == (here.scheme, here.netloc.decode()):
            yield f"{there.path}?{there.query}" if there.query else there.path


def defaults(form: Element) -> list[tuple[str, str]]:
    """What a browser sends of a form in which nothing was typed."""
    sent = []
    for field in everything(form):
        name, given = field.attributes.get("name", ""), field.attributes
        ticked = given.get("type") not in ("checkbox", "radio", "submit", "file", "button") or "checked" in given
        if field.tag == "input" and name and ticked:
            sent.append((name, given.get("value", "")))
        elif field.tag == "textarea" and name:
            sent.append((name, field.text.removeprefix("\n")))
        elif field.tag == "select" and name:
            options = field.all("option")
            chosen = [each for each in options if "selected" in each.attributes] or options[:1]
            sent += [(name, each.attributes.get("value", each.words())) for each in chosen]
    return sent


def walk(person: Person, who: str, starts: Iterable[str], routes: Routes, *, per_route: int) -> Iterator[Seen]:
    """From each start, by links, through so many pages of each of `routes`: more of a kind look alike."""
    todo, queued, opened = deque(starts), set(starts), Counter[str]()
    while todo:
        address = todo.popleft()
        route = routes.of(urlsplit(address).path)
        if route is None or opened[route] >= per_route:
            continue
        opened[route] += 1
        seen = Seen(who, address, route, person.open(address, None))
        yield seen
        if seen.is_html:
            new = [link for link in dict.fromkeys(seen.links()) if link not in queued]
            queued.update(new)
            todo += new
