"""The pictures of README.md can be made; `MASOHI_PICTURES=docs/pictures/pages` puts them there."""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser

from deploy.demo.people import Person
from deploy.local.stack import Stack
from tests.support.desk_browser import PHONE, window
from tests.support.walks import Seen

README = Path(__file__).parents[2] / "README.md"
MOST = 120 * 1024
WIDE = {"width": 1024, "height": 768}
_CS = "/community-service"
PICTURES = [
    ("who", "", "/identity/", WIDE),
    ("waiting", "jaksa-1", f"{_CS}/desk/", WIDE),
    ("cases", "jaksa-1", f"{_CS}/desk/cases", WIDE),
    ("case", "jaksa-1", f"{_CS}/desk/cases/{{sentence_id}}", WIDE),
    ("returned", "panitera-1", f"{_CS}/desk/returned-verdicts/{{returned_id}}", WIDE),
    ("breach", "jaksa-1", f"{_CS}/desk/breaches/{{breach_id}}", WIDE),
    ("clients", "pk-bapas-1", f"{_CS}/desk/clients", WIDE),
    ("journal", "auditor-1", f"{_CS}/desk/audit", WIDE),
    ("timeline", "jaksa-1", f"{_CS}/desk/cases/{{sentence_id}}/timeline", PHONE),
    ("report", "", f"{_CS}/reports/{{code}}", PHONE),
]


def _address(pages: list[Seen], who: str, route: str) -> str:
    """The fullest page of this route that the person has."""
    found = [seen for seen in pages if (seen.who, seen.route, seen.language) == (who, route, "id")]
    return max(found, key=lambda seen: len(seen.answer.content)).address if found else route


def _small(picture: bytes) -> bytes:
    """With as few colours as a page has."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(96).save(out, "PNG", optimize=True)
    return out.getvalue()


async def test_pictures(
    site: Stack, browser: Browser, people: dict[str, Person], desk: list[Seen], public: list[Seen], tmp_path: Path
) -> None:
    folder = Path(os.environ.get("MASOHI_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    shown_in_readme = README.read_text()
    for name, who, route, size in PICTURES:
        async with window(browser, site.origin, people.get(who), size) as shown:
            page = await shown.open(_address([*desk, *public], who, route))
            assert "{" not in page.url, name
            picture = _small(await page.screenshot())
        assert f"docs/pictures/pages/{name}.png" in shown_in_readme
        assert len(picture) <= MOST, f"{name}: {len(picture)} bytes"
        (folder / f"{name}.png").write_bytes(picture)
