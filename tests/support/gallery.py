"""Every part of the kit on one page, with text that must never be read as HTML. For tests, and for the eye."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from shared.web.catalogues import translations
from shared.web.words import filters, word_filter

WEB = Path(__file__).parents[2] / "shared" / "web"
NOW = datetime(2026, 2, 9, 5, 20, tzinfo=UTC)
HOSTILE = """<script>alert("x")</script>&'{{ 7*7 }}"""
WORDS = {"state": {"running": ("Berjalan", "Running"), "late": ("Terlambat", "Late")}}


def environment(language: str, pages: dict[str, str] | None = None) -> Environment:
    """As the services have it, with pages of the test."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    loader = ChoiceLoader([DictLoader(pages or {}), FileSystemLoader(WEB / "templates"), govuk])
    found = Environment(
        loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True
    )
    found.install_gettext_translations(translations([WEB], language), newstyle=True)  # type: ignore[attr-defined]
    found.filters.update(filters(language, "Asia/Jayapura"), word=word_filter(WORDS, language))
    return found


def context(language: str, **more: Any) -> dict[str, Any]:
    nav = [("Hari ini", "/x"), ("Perkara", "/y"), ("Lokasi", "/z"), ("Paraf kedua", "/p"), ("Alarm", "/a")]
    return {
        "lang": language,
        "service": SimpleNamespace(prefix="/community-service", title="Kerja Sosial"),
        "desk": "/community-service/desk",
        "me": SimpleNamespace(subject="c1", roles=frozenset({"coordinator"}), organisation=None),
        "nav": [SimpleNamespace(label=label, href=href, current=href == "/y") for label, href in nav],
        "path": "/community-service/desk/cases?state=running",
        "asset": lambda name: f"/community-service/assets/1/{name}",
        "now": NOW,
        "problems": [],
        "typed": {},
        "key": "0192f0c1-2222-7333-8444-555566667777",
        "said": None,
    } | more


def problem(
    message: str, field: str | None = None, rule: str | None = None, article: str | None = None, next: str | None = None
) -> Any:
    return SimpleNamespace(message=message, field=field, rule=rule, article=article, next=next)


def shown(text: str, language: str = "id", **more: Any) -> str:
    """A piece of a page, rendered."""
    return environment(language, {"piece.html": text}).get_template("piece.html").render(context(language, **more))


TODAY = date(2026, 2, 9)
