"""What a service says of its pages: its routers, what stands in its navigation, and where its templates are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter

DESK = "/desk"
"""Below a service's prefix: everything that has a session. The cookie goes nowhere else."""

Words = Mapping[str, Mapping[str, tuple[str, str]]]
"""Kind → value → its words in Indonesian and English."""


def marked(message: str) -> str:
    """Marks a message of the catalogue that is translated when it is shown; import it as `_`."""
    return message


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the navigation, for who holds one of the roles; `*` means everyone who is signed in.

    `label` is a message of the catalogue (English); `path` is below the desk, such as `/cases`."""

    label: str
    path: str
    roles: tuple[str, ...] = ("*",)

    def is_for(self, roles: frozenset[str]) -> bool:
        return "*" in self.roles or bool(roles & set(self.roles))


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one service. `folder` is the service's own: it has `templates/`, `locale/` and maybe `static/`.

    `routers` are below the desk; `public` are below the service's prefix, without sign-in (shared/web/public.py).
    `title` is a message of the catalogue. `places`: for keys of the journal, by the name of that field of the events,
    the page of the thing (`{"sentence_id": "/cases/{}"}`). `told_to`: kinds of facts that only some roles hear of.
    `phone`: below the desk, an app that keeps things on a phone, such as `/field/`. Who signs on for it stays signed in
    when the phone restarts, and its scripts know who that is."""

    folder: Path
    title: str
    routers: Sequence[APIRouter] = ()
    nav: Sequence[Link] = ()
    words: Words = field(default_factory=dict)
    public: Sequence[APIRouter] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    told_to: Mapping[str, frozenset[str]] = field(default_factory=dict)
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service's pages are. `prefix` is its own, such as `/training`."""

    prefix: str
    title: str

    @property
    def desk(self) -> str:
        return self.prefix + DESK

    def sign_in(self, then: str, *, silent: bool = False) -> str:
        """The path that signs somebody in and leads to `then`; `silent`: only if nobody needs to be asked."""
        return f"{self.desk}/sign-in?{urlencode({'then': then, **({'silent': '1'} if silent else {})})}"
