"""Every part of the kit on one page, with text that must never be read as HTML. For tests, and for the eye."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment

from shared.languages import Language
from shared.web.environment import environments
from shared.web.site import Place

DESK = "/community-service/desk"
NOW = datetime(2026, 2, 9, 5, 20, tzinfo=UTC)
HOSTILE = """<script>alert("x")</script>&'{{ 7*7 }}"""
WORDS = {"state": {"running": ("Berjalan", "Running"), "late": ("Terlambat", "Late")}}


def environment(language: Language, pages: Mapping[str, str]) -> Environment:
    """As the services have it, with pages of the test."""
    shared = {"service": Place("/community-service", "Kerja Sosial"), "desk": DESK, "asset": "/assets/1/{}".format}
    found = environments([], WORDS, shared)[language]
    assert found.loader is not None
    found.loader = ChoiceLoader([DictLoader(pages), found.loader])
    return found


def context(**more: Any) -> dict[str, Any]:
    nav = [("Hari ini", "/x"), ("Perkara", "/y"), ("Lokasi", "/z"), ("Paraf kedua", "/p"), ("Alarm", "/a")]
    return {
        "me": SimpleNamespace(subject="c1", roles=frozenset({"coordinator"}), organisation=None),
        "nav": [SimpleNamespace(label=label, href=href, current=href == "/y") for label, href in nav],
        "path": f"{DESK}/cases?state=running",
        "form_path": f"{DESK}/cases",
        "now": NOW,
        "problems": [],
        "typed": {},
        "said": None,
    } | more


def shown(text: str, language: Language = "id", **more: Any) -> str:
    """A piece of a page, rendered."""
    return environment(language, {"piece.html": text}).get_template("piece.html").render(context(**more))


TODAY = date(2026, 2, 9)
