"""What the pages of one service need of its process; one per service, in `app.state.web`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment

from shared.languages import Language
from shared.settings import ServiceSettings
from shared.web.assets import Assets
from shared.web.environment import environments
from shared.web.flights import Flights
from shared.web.issuer import Issuer, SignOnSettings
from shared.web.site import Link, Pages, Place, Words


@dataclass(frozen=True, slots=True)
class Web:
    """`origin` is the gateway as people reach it: a form may come from there alone."""

    place: Place
    origin: str
    pages: Pages
    assets: Assets
    environments: Mapping[Language, Environment]
    issuer: Issuer
    flights: Flights

    @property
    def is_secure(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def cookie(self) -> str:
        """The cookie's name. Plain http is for this machine alone, where a browser may not know `__Secure-`."""
        return f"{'__Secure-' if self.is_secure else ''}masohi-{self.place.prefix[1:]}"

    @property
    def who_cookie(self) -> str | None:
        """The name of the cookie that tells scripts who has signed on, where a service needs that."""
        return f"{self.cookie}-who" if self.pages.phone else None

    def nav(self, roles: frozenset[str]) -> list[Link]:
        return [link for link in self.pages.nav if link.is_for(roles)]


def _words(every: Sequence[Pages]) -> Words:
    """Of all; where two have words for one code, those of the service count."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for each in reversed(every):
        for kind, words in each.words.items():
            found.setdefault(kind, {}).update(words)
    return found


def web_of(prefix: str, pages: Pages, settings: ServiceSettings, more: tuple[Pages, ...] = ()) -> Web:
    """`more` are pages of the platform that this service has too."""
    every, place = (pages, *more), Place(prefix, pages.title)
    folders = [each.folder for each in every]
    assets = Assets.of(place.prefix, [folder / "static" for folder in folders if (folder / "static").is_dir()])
    whole = Pages(
        pages.folder,
        pages.title,
        routers=[router for each in every for router in each.routers],
        public=[router for each in every for router in each.public],
        nav=[link for each in every for link in each.nav],
        words=_words(every),
        places=pages.places,
        told_to=pages.told_to,
        phone=pages.phone,
    )
    sign_on = SignOnSettings(
        settings.issuer,
        settings.sign_on,
        settings.sign_on_client or f"masohi-{place.prefix[1:]}",
        partial(settings.as_now, "sign_on_secret"),
        f"{settings.public_url}{place.desk}/signed-on",
    )
    shared = {"service": place, "desk": place.desk, "asset": assets.address}
    return Web(
        place,
        settings.public_url,
        whole,
        assets,
        environments(folders, whole.words, shared),
        Issuer(sign_on),
        Flights(settings.person_key.get_secret_value().encode(), place.prefix),
    )
