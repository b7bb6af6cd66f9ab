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
