"""The door to the pages: who may see one, and from where a form may come.

A form is taken from our own origin only, as the browser says it (`Sec-Fetch-Site`, or `Origin` in an older one): there
is no token in the page that could be stale. Pages look at no bearer token, as the JSON routes look at no cookie.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shared.edge.languages import language
from shared.errors import Refusal
from shared.languages import Language
from shared.postgres.pool import Connection
from shared.web import kept, sessions
from shared.web.calls import PageCall
from shared.web.forms import fields_of
from shared.web.rendering import path_of
from shared.web.sessions import IDLE, Session
from shared.web.web import Web

SAFE = ("GET", "HEAD", "OPTIONS")


class ForeignForm(
    Refusal,
    kind="forbidden",
    indonesian="Formulir ini tidak dikirim dari halaman Masohi. Buka halamannya, lalu kirim dari sana.",
):
    """This form was not sent from a page of Masohi. Open the page and send it from there."""


class ForAnotherRole(Refusal, kind="forbidden", indonesian="Halaman ini untuk peran lain."):
    """This page is for another role."""


class SignInFirst(Exception):
    """Nobody is signed in, or not any more. `silent`: the issuer is only asked whether all is as before."""

    def __init__(self, *, silent: bool = False, kept_at: str | None = None) -> None:
        super().__init__("sign in first")
        self.silent, self.kept_at = silent, kept_at


def need_own_origin(request: Request) -> None:
    """Raises ForeignForm unless the request comes from a page of ours."""
    web: Web = request.app.state.web
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise ForeignForm
    elif request.headers.get("origin") != web.origin:
        raise ForeignForm


def need_reader(request: Request) -> None:
    """A browser that guesses where somebody goes next is not answered: some pages show names, and each is written down
    as read. Raises HTTPException 503, as browsers expect it."""
    if request.headers.get("sec-purpose", "").startswith("prefetch"):
        raise HTTPException(503)


def page(*roles: str, idle: timedelta = IDLE, sends_unasked: bool = False) -> Any:
    """A page's dependency, the twin of `may`: the session must have one of these roles. `*`: everyone signed in.

    Once an hour the issuer is asked first, also before a form is taken: it is kept meanwhile. Not where the route
    `sends_unasked`: a sign-out must always work, and a phone sends what it holds; its next page asks."""

    async def call(request: Request) -> PageCall:
        web: Web = request.app.state.web
        resources = request.app.state.resources
        now = resources.clock.now()
        if request.method not in SAFE:
            need_own_origin(request)
        need_reader(request)
        cookie = request.cookies.get(web.cookie)
        if not cookie:
            raise SignInFirst
        async with resources.pool.acquire() as conn:
            session = await sessions.find(conn, cookie)
            if session is None or not session.lives(now, idle):
                raise await _sign_in(request, conn, session, now)
            if session.is_due(now) and not sends_unasked:
                raise await _sign_in(request, conn, session, now, silent=True)
            await sessions.seen(conn, session, now)
            typed = await _typed_before(request, conn, session, now)
        made = PageCall(request, resources, web, session, speaks(request, session), typed=typed)
        if "*" not in roles and not session.roles & set(roles):
            request.state.page_call = made  # so that the refusal has the navigation of who is signed in
            raise ForAnotherRole
        request.state.page_call = made
        return made

    call.page_roles = roles  # type: ignore[attr-defined]
    return Depends(call)


def speaks(request: Request, session: Session | None) -> Language:
    """The language of a page: the one chosen at the switch, which is in the session, or for the public in the address.
    Before that Indonesian, unless the browser would rather have English."""
    chosen = session.language if session else request.query_params.get("lang")
    if chosen == "en":
        return "en"
    return "id" if chosen == "id" else language(request)


async def _sign_in(
    request: Request, conn: Connection, session: Session | None, now: datetime, *, silent: bool = False
) -> SignInFirst:
    """A form that somebody known sent too late is kept for them."""
    if request.method in SAFE or session is None:
        return SignInFirst(silent=silent)
    fields = await fields_of(request)
    form_path = own_path(request, (fields.get("form_path") or [""])[0])
    kept_id = await kept.keep(conn, session.subject, form_path, fields, now)
    mark = "&" if "?" in form_path else "?"
    kept_at = f"{form_path}{mark}kept={kept_id}" if kept_id else form_path
    return SignInFirst(silent=silent, kept_at=kept_at)


async def _typed_before(request: Request, conn: Connection, session: Session, now: datetime) -> dict[str, list[str]]:
    given = request.query_params.get("kept")
    if request.method not in SAFE or not given:
        return {}
    try:
        kept_id = UUID(given)
    except ValueError:
        raise RequestValidationError([{"loc": ("query", "kept"), "msg": "a UUID", "type": "uuid"}]) from None
    found = await kept.find(conn, kept_id, session.subject, path_of(request), now)
    return {name: list(values) for name, values in (found or {}).items()}


def page_before(request: Request) -> str:
    """The page of ours from which a form came; the first page where the browser does not say."""
    web: Web = request.app.state.web
    return own_path(request, request.headers.get("referer", "").removeprefix(web.origin))


def own_path(request: Request, wanted: str) -> str:
    """A path of this service's desk, or its first page: nobody is sent anywhere else."""
    web: Web = request.app.state.web
    inside = wanted == web.place.desk or wanted.startswith(web.place.desk + "/")
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    return wanted if inside and plain and ".." not in unquote(wanted) else f"{web.place.desk}/"
