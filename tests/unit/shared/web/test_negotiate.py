"""Who gets a page and who gets JSON, at one address."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from shared.web.negotiate import wants_html

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
PAGE = [FIREFOX, CHROME, "text/html", "TEXT/HTML", "text/html;q=0.1", "application/json;q=0.5, text/html;q=0.6"]
JSON = [
    "*/*",
    "",
    "application/json",
    "application/json, text/plain, */*",
    "application/json, text/html;q=0.9",
    "application/pdf, text/html;q=0.9",
    "text/*",
    "text/html;q=0",
    "text/html;q=-1",
    "text/html;q=nan",
    "text/html;q=",
    "text/html;q=x",
    "text/htmlx",
    "xtext/html",
    ",;,;q=,,",
    ";" * 5000,
    "text/html\x00",
]


def request(*accept: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept", each.encode()) for each in accept]})


@pytest.mark.parametrize("accept", PAGE)
def test_who_asks_for_html_gets_a_page(accept: str) -> None:
    assert wants_html(request(accept))


@pytest.mark.parametrize("accept", JSON)
def test_everybody_else_gets_json(accept: str) -> None:
    assert not wants_html(request(accept))


def test_no_header_is_json_and_several_are_one_list() -> None:
    assert not wants_html(request())
    assert wants_html(request("application/json;q=0.5", "text/html"))
    assert not wants_html(request("application/json", "text/html;q=0.5"))
