"""What tests of the pages have in hand: a browser, what stands on a page, and the forms on it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.service.community_service.callers import Caller
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Browser, Harness

_CODES = re.compile(
    r"\b(signed_off|checked_in|unacceptable_absence|attended_complied|acceptable_absence|verification_due|warned_twice"
    r"|home_visit|office_visit|daily_cap|blocked_times|scheduled|recorded|proposed|None|True|False|Macro|Undefined"
    r"|[a-z]+_[a-z_]+)\b"
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
_ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")


async def signed_in(client: CommunityServiceClient, caller: Caller) -> Browser:
    return await client.h.signed_in(caller.role, organisation=caller.organisation, subject=caller.subject)


def visible(html: str) -> str:
    """What stands on the page, without addresses and what programs read."""
    body = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def need_words(html: str) -> str:
    """What stands on the page: nothing that only programs understand."""
    text = visible(html)
    assert not _UUID.search(text), text
    assert not _CODES.search(text), text
    assert not _ISO.search(text), text
    return text


def form_of(html: str, action: str) -> dict[str, Any]:
    """The hidden fields of the page's form for this address."""
    for found in re.finditer(r'<form method="post" action="([^"]*)".*?</form>', html, re.DOTALL):
        if unescape(found[1]).endswith(action):
            hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
            return {name: unescape(value) for name, value in hidden}
    raise AssertionError(f"no form for {action}")


def problems_of(html: str) -> list[str]:
    """The fields that the summary of errors leads to."""
    return re.findall(r'<li><a href="#([^"]+)"', html)


def version_of(html: str) -> str:
    """Of the record that the page's form is about."""
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found
    return found[1]


async def facts(h: Harness, type_: str) -> int:
    """How often this has happened, such as `attendance.signed-off`."""
    return [each for each, _ in await h.facts()].count(f"community-service.{type_}")
