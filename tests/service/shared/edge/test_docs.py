"""The docs page comes from our own files, and its policy lets a browser ask nobody else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.support.harness import Harness

PAGE = "http://masohi.test/agreements/docs"
TYPES = {"js": "text/javascript", "css": "text/css", "png": "image/png"}


class Links(HTMLParser):
    """What a page loads, and the scripts and styles that stand in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded, self.inline = list[str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = [value for name, value in attrs if name in {"src", "href"} and value]
        self.loaded += found
        if tag == "style" or (tag == "script" and not found) or any(name.startswith("on") for name, _ in attrs):
            self.inline.append(tag)


async def test_the_page_loads_only_its_neighbours(h: Harness) -> None:
    answer = await h.client.get(PAGE)
    links = Links(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<title>Tiny</title>" in answer.text
    assert links.inline == []
    assert len(links.loaded) == 4
    for link in links.loaded:
        assert "//" not in link
        part = await h.client.get(answer.url.join(link))
        assert (part.status_code, part.headers["content-type"].partition(";")[0]) == (200, TYPES[link.split(".")[-1]])
        assert part.headers["x-content-type-options"] == "nosniff"


async def test_the_policy_names_no_host(h: Harness) -> None:
    policy = (await h.client.get(PAGE)).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    allowed = {source for sources in rules.values() for source in sources.split()}
    assert rules["default-src"] == "'none'"
    assert (rules["script-src"], rules["connect-src"]) == ("'self'", "'self'")
    assert allowed <= {"'none'", "'self'", "'unsafe-inline'", "data:"}


async def test_the_viewer_reads_the_document_beside_it(h: Harness) -> None:
    start = (await h.client.get(f"{PAGE}/start.js")).text
    assert '"openapi.json"' in start
    assert "http" not in start
    assert (await h.client.get("/agreements/openapi.json")).json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("asset", ["main.py", "../main.py", "..%2f..%2fmain.py", "__init__.py"])
async def test_no_other_file_is_served(h: Harness, asset: str) -> None:
    assert (await h.client.get(f"{PAGE}/{asset}")).status_code in {404, 422}
