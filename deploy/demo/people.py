"""A person with a browser that runs no programs: it follows links, sends forms, and signs on at the local issuer."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Self
from urllib.parse import urljoin

import httpx

FORM = {"sec-fetch-site": "same-origin"}
"""What a browser says when it comes from a page of ours."""
_REFRESH = re.compile(r"^0; url=(.+)$")


class Person:
    """`origin` is the gateway. Everything goes through it."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.http = httpx.Client(base_url=origin, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def open(self, path: str, status: int | None = 200) -> httpx.Response:
        """A page, by way of as many redirects and refreshes as a browser would follow."""
        return self._landed(self.http.get(path), status)

    def send(self, path: str, fields: dict[str, Any], status: int | None = 200) -> httpx.Response:
        """A form that was typed, and the page that comes after it."""
        return self._landed(self.http.post(path, data=fields, headers=FORM), status)

    def press(self, page: httpx.Response, action: str, status: int | None = 200, **typed: Any) -> httpx.Response:
        """The form of a page whose address ends in `action`, with what it carries and what is typed."""
        for form in re.findall(r"<form\b.*?</form>", page.text, re.DOTALL):
            address = re.search(r'action="([^"]*)"', form)
            if address and unescape(address[1]).endswith(action):
                return self.send(urljoin(str(page.url), unescape(address[1])), carried(form) | typed, status)
        raise AssertionError(f"{page.url} has no form for {action}")

    def sign_on(self, path: str, subject: str, status: int | None = 200) -> httpx.Response:
        """Opens a page of the desk and chooses who to be at the issuer."""
        page = self.open(path, None)
        if "/identity/" in str(page.url):
            page = self.press(page, "/identity/sessions", status, person=subject)
        assert page.status_code == status, f"{page.url}: {page.status_code} {page.text}"
        return page

    def cookie(self, name: str) -> str | None:
        return next((cookie.value for cookie in self.http.cookies.jar if cookie.name == name), None)

    def _landed(self, answer: httpx.Response, status: int | None) -> httpx.Response:
        for _ in range(20):
            refresh = _REFRESH.match(answer.headers.get("refresh", ""))
            where = answer.headers["location"] if answer.is_redirect else refresh and refresh[1]
            if not where:
                break
            answer = self.http.get(urljoin(str(answer.url), where), headers=FORM)
        if status is not None:
            assert answer.status_code == status, f"{answer.url}: {answer.status_code} {answer.text}"
        return answer


def carried(form: str) -> dict[str, str]:
    """The hidden fields of a form."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields}
