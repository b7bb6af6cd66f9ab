"""What a page costs on a slow network, as it comes through the gateway: bytes after compression, and requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
import pytest

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.support.walks import Seen

_LINKED = re.compile(r'(?:<link[^>]*? href|<script[^>]*? src|<img[^>]*? src)="([^"]+)"')
_INSIDE = re.compile(r"""(?:url\(\s*["']?|from\s*["']|import\s*\(?\s*["'])([^"')]+)""")
KB = 1024


@dataclass(frozen=True)
class Budget:
    first: int
    again: int
    requests: int
    styles: int
    scripts: int


PUBLIC = Budget(25 * KB, 6 * KB, 4, 22 * KB, 2 * KB)
DESK = Budget(75 * KB, 22 * KB, 8, 22 * KB, 26 * KB)


@dataclass
class Cost:
    """`again` is the page alone: its files have a hash in their address and stay."""

    again: int
    files: dict[str, int] = field(default_factory=dict)

    def of(self, *kinds: str) -> int:
        return sum(size for address, size in self.files.items() if address.endswith(kinds))

    def over(self, budget: Budget) -> Iterator[str]:
        spent = Budget(
            self.again + sum(self.files.values()), self.again, 1 + len(self.files), self.of(".css"), self.of(".js")
        )
        for name, most in vars(budget).items():
            if (size := getattr(spent, name)) > most:
                yield f"{name}: {size}, and {most} is the most"


class Scale:
    """Weighs each file once."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._files: dict[str, tuple[int, list[str]]] = {}

    def page(self, address: str, person: Person | None = None) -> Cost:
        size, text = self._raw(address, person)
        cost = Cost(size)
        todo = [urljoin(address, each) for each in _LINKED.findall(text)]
        while todo:
            if (one := todo.pop()) not in cost.files:
                cost.files[one], more = self._file(one)
                todo += more
        return cost

    def _file(self, address: str) -> tuple[int, list[str]]:
        if address not in self._files:
            size, text = self._raw(address)
            inside = [each for each in _INSIDE.findall(text) if not each.startswith(("data:", "#"))]
            self._files[address] = size, [urljoin(address, each) for each in inside]
        return self._files[address]

    def _raw(self, address: str, person: Person | None = None) -> tuple[int, str]:
        cookies = "; ".join(f"{each.name}={each.value}" for each in person.http.cookies.jar) if person else ""
        with self._http.stream("GET", address, headers={"cookie": cookies} if cookies else {}) as answer:
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            text = answer.read().decode()
            return answer.num_bytes_downloaded, text


@pytest.fixture(scope="module")
def scale(site: Stack) -> Iterator[Scale]:
    with httpx.Client(base_url=site.origin, headers={"accept-encoding": "gzip", "accept": "text/html"}) as http:
        yield Scale(http)


def _fullest(pages: list[Seen]) -> list[Seen]:
    largest: dict[str, Seen] = {}
    for seen in pages:
        if seen.is_html and seen.answer.status_code == 200:
            largest[seen.route] = max(largest.get(seen.route, seen), seen, key=lambda each: len(each.answer.content))
    return list(largest.values())


def test_a_page_of_the_desk_costs_what_it_may(scale: Scale, people: dict[str, Person], desk: list[Seen]) -> None:
    costs = {seen: scale.page(seen.address, people[seen.who]) for seen in _fullest(desk)}
    _check(costs, DESK)


def test_a_public_page_costs_what_it_may(scale: Scale, public: list[Seen]) -> None:
    _check({seen: scale.page(seen.address) for seen in _fullest(public)}, PUBLIC)


def _check(costs: dict[Seen, Cost], budget: Budget) -> None:
    wrong = [f"{seen}: {each}" for seen, cost in costs.items() for each in cost.over(budget)]
    assert not wrong, "\n".join(wrong)
