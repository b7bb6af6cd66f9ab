"""What a person sees: whom to be today, and that they are signed out."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deploy.identity import asked
from deploy.identity.asked import Asked, Refused, Unclear
from deploy.identity.endpoints import provider_of
from deploy.identity.organisations import OrganisationsAway
from deploy.identity.people import ROOT, names
from deploy.identity.provider import Provider
from deploy.identity.sessions import Session

COOKIE = "masohi-identity"
PATH = "/identity"
_PAGES = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined)
_NAMES = names()
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


async def authorize(request: Request) -> Response:
    """A code for whom this browser's session names; without one the list of people, or an error for `prompt=none`."""
    return await _authorize(request, request.url.query)


async def home(request: Request) -> Response:
    return _people(request, "")


async def choose(request: Request) -> Response:
    """Somebody was chosen. The session of anybody else in this browser ends, in every service."""
    provider = provider_of(request)
    if not is_own(request, provider.public_url):
        return _page("unclear.html", 403, why="this form comes from another place")
    try:
        form = asked.parameters((await request.body()).decode())
    except (Unclear, UnicodeDecodeError):
        return _page("unclear.html", 400, why="this form cannot be read")
    person = provider.people.get(form.get("person", ""))
    if person is None or person.locked:
        return _people(request, form.get("request", ""), 422)
    cookie, session = await _session_of(provider, request.cookies.get(COOKIE), person.subject)
    if wanted := form.get("request", ""):
        answer = await _authorize(request, wanted, session)
    else:
        answer = RedirectResponse(f"{provider.public_url}{person.start}", 303)
    answer.set_cookie(COOKIE, cookie, path=PATH, httponly=True, samesite="lax")
    return answer


async def _authorize(request: Request, query: str, just_chosen: Session | None = None) -> Response:
    provider = provider_of(request)
    issuer = provider.issuer.address
    try:
        given = asked.parameters(query)
        client = asked.client_of(given, provider.clients)
    except Unclear as why:
        return _page("unclear.html", 400, why=str(why))
    try:
        wanted = asked.read(given, client)
        session = just_chosen or _session(request, provider, wanted)
        await _known(provider, session)
    except Refused as refused:
        said = {"error": refused.error, "error_description": refused.why}
        return _redirect(asked.answer(client, given.get("state"), issuer, **said))
    if session is None:
        return _people(request, query)
    code = provider.codes.issue(client.id, client.redirect_uri, wanted.challenge, wanted.nonce, session)
    return _redirect(wanted.answer(issuer, code=code))


async def _session_of(provider: Provider, cookie: str | None, subject: str) -> tuple[str, Session]:
    """The session of this browser where it is this person's, signed on anew; else a new one in its place."""
    session = provider.sessions.get(cookie)
    if cookie and session and session.subject == subject:
        session.began = time.time()
        return cookie, session
    await provider.end(cookie)
    return provider.sessions.begin(subject)


def _session(request: Request, provider: Provider, wanted: Asked) -> Session | None:
    """The session that is good for this request, or None if the person must choose. Raises Refused."""
    session = provider.sessions.get(request.cookies.get(COOKIE))
    person = provider.people.get(session.subject) if session else None
    is_locked = person is not None and person.locked
    if session and not is_locked and wanted.prompt != "login" and session.is_younger_than(wanted.max_age):
        return session
    if wanted.prompt == "none":
        error = "interaction_required" if is_locked else "login_required"
        raise Refused(error, "somebody must choose who they are")
    return None


async def _known(provider: Provider, session: Session | None) -> None:
    person = provider.people.get(session.subject) if session else None
    try:
        await provider.organisations.id_of(person.organisation if person else None)
    except OrganisationsAway:
        raise Refused("temporarily_unavailable", "the id of the organisation is not known yet") from None


async def end_session(request: Request) -> Response:
    """OpenID Connect RP-Initiated Logout. It asks first where neither a token nor the way here is our own."""
    provider = provider_of(request)
    try:
        text = request.url.query if request.method == "GET" else (await request.body()).decode()
        given = asked.parameters(text)
    except (Unclear, UnicodeDecodeError):
        return _page("unclear.html", 400, why="a parameter is there twice")
    back = given.get("post_logout_redirect_uri")
    if back not in {None, f"{provider.public_url}/"}:
        return _page("unclear.html", 400, why="this post_logout_redirect_uri is not allowed")
    cookie = request.cookies.get(COOKIE)
    session = provider.sessions.get(cookie)
    if session and not (_hinted(provider, given, session) or is_own(request, provider.public_url)):
        kept = {name: given[name] for name in ("post_logout_redirect_uri", "state") if name in given}
        return _page("end.html", 200, kept=kept)
    await provider.end(cookie)
    state = f"?{urlencode({'state': given['state']})}" if "state" in given else ""
    answer = RedirectResponse(f"{back}{state}", 303) if back else _page("ended.html", 200)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def _hinted(provider: Provider, given: dict[str, str], session: Session) -> bool:
    said = provider.issuer.claims(given.get("id_token_hint", "")) or {}
    return said.get("sid") == session.sid


def is_own(request: Request, public_url: str) -> bool:
    """Whether the browser came here from a page of ours, or the person themselves; never where it does not say."""
    if site := request.headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    return request.headers.get("origin") == public_url


def _redirect(address: str) -> Response:
    return RedirectResponse(address, 303, headers={"cache-control": "no-store"})


def _people(request: Request, wanted: str, status: int = 200) -> Response:
    provider = provider_of(request)
    session = provider.sessions.get(request.cookies.get(COOKIE))
    now = session.subject if session else None
    return _page("people.html", status, people=list(provider.people), names=_NAMES, request=wanted, now=now)


def _page(name: str, status: int, **values: object) -> HTMLResponse:
    return HTMLResponse(_PAGES.get_template(name).render(**values), status, headers=_HEADERS)
