"""What tests of the pages look at."""

from __future__ import annotations

import re

from tests.service.community_service.callers import Caller
from tests.support.harness import Browser, Harness


async def signed_in(h: Harness, caller: Caller) -> Browser:
    return await h.signed_in(caller.role, organisation=caller.organisation, subject=caller.subject)


def visible(html: str) -> str:
    """What stands on the page, without addresses and what programs read."""
    body = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def problems_of(html: str) -> list[str]:
    """The fields that the summary of errors leads to."""
    return re.findall(r'<li><a href="#([^"]+)"', html)


_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
_CODE = re.compile(r"\b([a-z]+_[a-z_]+|None|undefined)\b")


def need_words(html: str) -> str:
    """The page's text; people read no ids and no codes."""
    text = visible(html)
    assert not _UUID.search(text), text
    assert not _CODE.search(text), _CODE.search(text)
    return text


def version_of(html: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found
    return found[1]
