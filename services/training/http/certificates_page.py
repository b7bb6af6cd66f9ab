"""The page that a browser gets for the code of a certificate: who scans the QR code reads no JSON."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse

from services.training.documents import texts
from services.training.queries.certificates import CertificateView
from shared.languages import Language, format_day

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "vary": "accept, accept-language",
}
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.6 sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem; color: #172033 }}
dt {{ color: #586070; font-size: .9rem }} dd {{ margin: 0 0 .7rem }} .{standing} {{ font-weight: bold }}
.revoked, .replaced, .unknown {{ color: #961e1e }} .valid {{ color: #1c6b3a }}
</style>
<h1>{title}</h1>
<p class="{standing}" role="status">{said}</p>
{facts}
</html>
"""


def show(view: CertificateView, language: Language) -> HTMLResponse:
    """Initials, course, level, date and standing, and nothing else."""
    facts = {
        texts.text("holder", language): view.initials,
        texts.text("course", language): view.course,
        texts.text("level", language): texts.text(view.level, language),
        texts.text("completed", language): format_day(view.completed_on, language),
    }
    return _page(view.standing, facts, language, 200)


def show_unknown(language: Language) -> HTMLResponse:
    return _page("unknown", {}, language, 404)


def _page(standing: str, facts: Mapping[str, str], language: Language, status: int) -> HTMLResponse:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in facts.items())
    page = _PAGE.format(
        language=language,
        title=escape(texts.text("title", language)),
        standing=standing,
        said=escape(texts.text(f"standing_{standing}", language)),
        facts=f"<dl>\n{rows}</dl>" if rows else "",
    )
    return HTMLResponse(page, status, _HEADERS | {"content-language": language})
