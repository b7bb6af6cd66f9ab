"""From a template to an answer, for somebody who is signed in and for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from shared.languages import Language
from shared.web.headers import page_headers
from shared.web.meanwhile import Meanwhile
from shared.web.sessions import Session
from shared.web.web import Web
from shared.web.wrong import Wrong

HTML = "text/html; charset=utf-8"
_ON_A_LINE = 8
"""Places of the navigation that stand beside each other on a wide screen, in either language."""


def rendered(
    request: Request,
    language: Language,
    template: str,
    *,
    session: Session | None = None,
    status: int = 200,
    problems: Sequence[Wrong] = (),
    typed: Mapping[str, Sequence[str]] | None = None,
    meanwhile: Meanwhile | None = None,
    said: str | None = None,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """A page. `values` are what its template needs beside what every page has (shared/web/README.md lists that)."""
    web: Web = request.app.state.web
    path = path_of(request)
    sent = {name: given[0] if len(given) == 1 else list(given) for name, given in (typed or {}).items()}
    environment = web.environments[language]
    say: Callable[[str], str] = environment.filters["message"]
    html = environment.get_template(template).render(
        me=session.actor if session else None,
        nav=nav_of(web, session.roles, request.url.path, say) if session else [],
        path=path,
        form_path=sent.get("form_path") or path,
        now=request.app.state.resources.clock.now(),
        problems=problems,
        typed=sent,
        meanwhile=meanwhile,
        said=said,
        other_language=_in_other_language(request, language),
        asked_language=_along(session.language) if session else asked_language(request),
        **values,
    )
    return Response(html, status, page_headers(language) | dict(headers or {}), HTML)


def path_of(request: Request) -> str:
    """Path and query, without the mark of what was kept."""
    url = request.url.remove_query_params("kept")
    return f"{url.path}?{url.query}" if url.query else url.path


def asked_language(request: Request) -> str:
    """What a link takes along so that the next public page speaks as this one was asked to: `?lang=en`, or nothing."""
    return _along(request.query_params.get("lang"))


def _along(asked: str | None) -> str:
    return f"?lang={asked}" if asked in ("id", "en") else ""


def _in_other_language(request: Request, language: Language) -> str:
    url = request.url.include_query_params(lang="en" if language == "id" else "id")
    return f"{quote(request.scope['path'])}?{url.query}"


def nav_of(web: Web, roles: frozenset[str], path: str, say: Callable[[str], str]) -> list[dict[str, Any]]:
    """The navigation of somebody with these roles; the longest place that `path` is in is the current one.

    Of many the first ones are on one line and the others are `rest`, in a menu; the current one is always in sight."""
    links = [(link.label, web.place.desk + link.path) for link in web.nav(roles)]
    inside = [href for _, href in links if path == href or path.startswith(href.rstrip("/") + "/")]
    current = max(inside, key=len, default=None)
    kept = {href for _, href in (links if len(links) <= _ON_A_LINE else links[: _ON_A_LINE - 1])} | {current}
    return [
        {"label": say(label), "href": href, "current": href == current, "rest": href not in kept}
        for label, href in links
    ]
