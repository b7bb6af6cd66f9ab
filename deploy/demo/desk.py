"""A person at the desk: opens pages, follows links, fills in forms and presses buttons, and says what they see."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import urljoin

import httpx

from deploy.demo.forms import Sheet, read, with_button
from deploy.demo.people import Person
from deploy.local.errors import LocalError
from deploy.services import SERVICES
from shared.web.catalogues import translations

_ROOT = Path(__file__).parents[2]
_FOLDERS = [
    *(_ROOT / "shared" / part for part in ("web", "journal", "privacy")),
    *(_ROOT / "services" / s for s in SERVICES),
]

Say = Callable[[str, str], None]
"""Is told who did something, and what they then see."""


@cache
def _catalogue() -> Callable[[str], str]:
    return translations(_FOLDERS, "id").gettext


class Desk:
    """`called` is who it is in the story. Words of links and buttons are given in English and found in Indonesian."""

    def __init__(self, origin: str, subject: str, called: str, say: Say) -> None:
        self._person, self._subject, self._called, self._say = Person(origin), subject, called, say
        self._page: httpx.Response | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._person.http.close()

    @property
    def sheet(self) -> Sheet:
        assert self._page is not None
        return read(self._page.text)

    @property
    def path(self) -> str:
        assert self._page is not None
        return self._page.url.path

    @property
    def text(self) -> str:
        assert self._page is not None
        return self._page.text

    def open(self, path: str) -> None:
        """Signs on where nobody is signed on yet. A program gets JSON where a browser gets a page."""
        self._person.http.headers["accept"] = "text/html"
        self._landed(self._person.sign_on(path, self._subject), f"opens {path}")

    def follow(self, words: str) -> None:
        label = _catalogue()(words)
        found = [address for each, address in self.sheet.links if each == label]
        if not found:
            raise LocalError(f"The story stops: {self._called} finds no link {label!r} at {self.path}")
        assert self._page is not None
        self._landed(self._person.open(urljoin(str(self._page.url), found[0]), None), f"follows “{label}”")

    def press(self, words: str, *, at: str = "", **typed: str) -> None:
        """The button of these words; `at` is a part of the address it sends to. Names of fields have `__` for a dot."""
        label = _catalogue()(words)
        given = {name.replace("__", "."): value for name, value in typed.items()}
        assert self._page is not None
        for form, action, more in with_button(self.sheet, label):
            if at in action:
                there = urljoin(str(self._page.url), action)
                self._landed(self._person.send(there, form.filled(given) | more, None), f"presses “{label}”")
                return
        raise LocalError(f"The story stops: {self._called} finds no button {label!r} at {self.path}")

    def choice(self, field: str, words: str) -> str:
        """The value of the choice that says these words."""
        for form in self.sheet.forms:
            for value, label in form.choices.get(field, ()):
                if words in label:
                    return value
        raise LocalError(f"The story stops: {self._called} cannot choose {words!r} at {self.path}")

    def _landed(self, page: httpx.Response, did: str) -> None:
        self._page = page
        if page.status_code >= 500 or page.status_code in (401, 403, 404):
            raise LocalError(f"The story stops: {self._called} {did}: {page.status_code} at {page.url.path}")
        kind = page.headers.get("content-type", "")
        seen = [self.sheet.heading, *self.sheet.said] if kind.startswith("text/html") else [kind]
        self._say(f"{self._called} {did}", " · ".join(each for each in seen if each))
