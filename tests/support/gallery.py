"""Every part of the kit on two pages, for tests and for the eye: `python -m tests.support.gallery FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from shared.languages import Language
from shared.web.assets import KIT
from shared.web.environment import environments
from shared.web.site import Place
from shared.web.wrong import Wrong

TEMPLATES = Path(__file__).parent / "gallery_pages"
LANGUAGES: tuple[Language, ...] = ("id", "en")
PAGES = ("parts.html", "drawings.html")
DESK = "/community-service/desk"
NOW = datetime(2026, 2, 9, 5, 20, tzinfo=UTC)
TODAY = date(2026, 2, 9)
HOSTILE = """<script>alert("x")</script>&'{{ 7*7 }}"""
WORDS = {"state": {"running": ("Berjalan", "Running"), "late": ("Terlambat", "Late")}}
LONG_AGO = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@cache
def environment(language: Language, asset: Callable[[str], str] = "/a/{}".format) -> Environment:
    """As the services have it, with the pages of the gallery."""
    place = Place("/community-service", "Kerja Sosial")
    found = environments([], WORDS, {"service": place, "desk": DESK, "asset": asset})[language]
    assert found.loader is not None
    found.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), found.loader])
    return found


def context(t: Callable[[str], str] = str, **more: Any) -> dict[str, Any]:
    """What every page has. `t` is given every text: a test puts another one in its place."""
    nav = [("Hari ini", "/x"), ("Perkara", "/y"), ("Lokasi", "/z"), ("Paraf kedua", "/p"), ("Alarm", "/a")]
    return {
        "me": SimpleNamespace(subject="c1", roles=frozenset({"coordinator"}), organisation=None),
        "nav": [SimpleNamespace(label=t(label), href=href, current=href == "/y") for label, href in nav],
        "path": f"{DESK}/cases?state=running",
        "form_path": f"{DESK}/cases",
        "now": NOW,
        "problems": [],
        "typed": {},
        "meanwhile": None,
        "said": None,
        "other_language": f"{DESK}/cases?lang=en",
        "asked_language": "",
        "t": t,
        "d": date,
        "today": TODAY,
        **_data(t),
    } | more


def _data(t: Callable[[str], str]) -> dict[str, Any]:
    hows = ["kept", "short", "kept", "missed", "kept", "cancelled", "kept", "planned"]
    return {
        "rows": [
            {"number": t("12/Pid.B/2026/PN Amb"), "state": "running", "end": date(2026, 8, 9), "m": 750, "fine": None},
            {"number": t("3/Pid.B/2026/PN Amb"), "state": "late", "end": date(2026, 5, 1), "m": 30, "fine": 1_250_000},
        ],
        "weeks": [date(2025, 11, 24) + timedelta(weeks=week) for week in range(12)],
        "sessions": [(date(2026, 1, 1) + timedelta(days=4 * at), how, t(how)) for at, how in enumerate(hows)],
        "points": [(date(2026, 1, 1) + timedelta(days=at), n) for at, n in enumerate([0, 31, 44, 60, 62, 80, 104])],
        "hashes": (LONG_AGO, LONG_AGO[::-1]),
    }


WRONG = [
    Wrong("Nomor putusan sudah tercatat", "verdict", "C12", "Pasal 85 ayat (2)"),
    Wrong("Pilih kehadiran", "came"),
    Wrong("Putusan ini dicabut kemarin."),
]
TYPED = {"verdict": HOSTILE, "came": "no", "why": "sakit", "days": ["1", "2"], "note": HOSTILE}


def shown(text: str, language: Language = "id", **more: Any) -> str:
    """A piece of a page, rendered."""
    return environment(language).from_string(text).render(context(**more))


def shown_page(name: str, language: Language = "id", **more: Any) -> str:
    return environment(language).get_template(name).render(context(**more))


def main(folder: Path) -> None:
    """Files to look at in a browser."""
    for name in PAGES:
        for language in LANGUAGES:
            page = environment(language, _file).get_template(name)
            (folder / f"{language}-{name}").write_text(page.render(context(said="Dicatat.")))
            (folder / f"{language}-wrong-{name}").write_text(page.render(context(problems=WRONG, typed=TYPED)))


def _file(name: str) -> str:
    return (KIT / name).as_uri()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
