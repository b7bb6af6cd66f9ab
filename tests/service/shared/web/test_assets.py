"""Files of pages: kept by a browser for as long as they are the same, and nothing else of the disk."""

from __future__ import annotations

import re

import pytest

from shared.web.assets import KIT
from tests.support.harness import Harness
from tests.support.tiny import THING


@pytest.fixture
async def sheet(h: Harness) -> str:
    await h.put(f"/agreements/things/{THING}", {"label": "one"}, "marker")
    html = (await (await h.signed_in("marker")).open(f"/things/{THING}")).text
    found = re.search(r'href="([^"]+/site\.css)"', html)
    assert found
    return found[1]


async def test_a_file_is_kept_for_good_under_its_hash(h: Harness, sheet: str) -> None:
    answer = await h.client.get(sheet)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.content == (KIT / "vendor/govuk.css").read_bytes() + b"\n" + (KIT / "kit.css").read_bytes()


async def test_under_another_hash_it_is_todays_and_kept_for_a_minute(h: Harness, sheet: str) -> None:
    other = re.sub(r"/assets/[0-9a-f]{12}/", "/assets/000000000000/", sheet)
    answer = await h.client.get(other)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=60")


@pytest.mark.parametrize("name", ["nothing.css", "../web.py", "%2e%2e/web.py", "vendor/VENDOR.toml", "/etc/passwd", ""])
async def test_nothing_else_is_served(h: Harness, sheet: str, name: str) -> None:
    answer = await h.client.get(sheet.replace("site.css", name))
    assert answer.status_code in (307, 404, 405)
