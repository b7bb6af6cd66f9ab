"""Sign-on and sign-out. Each service signs on by itself; the issuer makes that silent after the first one.

`/desk/sign-in` → the issuer → `/desk/signed-on`, which begins a session with a new id. `/desk/sign-out` ends it here
and at the issuer, which then ends those of the other services (`/desk/signed-out`, OpenID Connect Back-Channel Logout).
"""

from __future__ import annotations

import hashlib
import logging
from typing import Annotated, Literal

from fastapi import Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from shared.edge.access import Unauthenticated, actor_of
from shared.edge.routes import Resources, open_to_all
from shared.languages import Language
from shared.metrics import SIGN_ONS
from shared.web import sessions
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.flights import Flight
from shared.web.forms import fields_of
from shared.web.guard import own_path, page
from shared.web.headers import page_headers
from shared.web.issuer import SignOnAway, SignOnRefused, claims_of_logout, claims_of_sign_on
from shared.web.rendering import rendered
from shared.web.web import Web

log = logging.getLogger(__name__)

_ASK = frozenset({"login_required", "interaction_required", "consent_required", "account_selection_required"})
"""What an issuer answers to a silent question that only the person can answer."""

_LONGEST_WAY = 2_500
"""Characters of an address that still fit, sealed, into a cookie of 4,096 bytes. A browser drops a larger one."""

router = pages_router(tags=["sign-on"])


@router.get("/sign-in", dependencies=[open_to_all()])
async def sign_in(request: Request, then: str = "", silent: Literal["1"] | None = None) -> Response:
    wanted = own_path(request, then if len(then) <= _LONGEST_WAY else "")
    web, flight = _web(request), Flight.to(wanted, silent=silent == "1")
    there = await web.issuer.sign_in_address(flight.state, flight.nonce, flight.verifier, silent=flight.silent)
    answer = RedirectResponse(there, 303, page_headers("id"))
    _set_cookie(answer, web, _flight_cookie(web, flight.state), web.flights.sealed(flight), "/signed-on", max_age=600)
    return answer


@router.get("/signed-on", dependencies=[open_to_all()])
async def signed_on(
    request: Request,
    state: str = "",
    code: str = "",
    error: str = "",
    iss: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    web, resources = _web(request), _resources(request)
    flight = web.flights.opened(request.cookies.get(_flight_cookie(web, state)), state)
    if flight is None or not web.issuer.answers_for(iss):
        SIGN_ONS.labels("refused").inc()
        raise SignOnRefused(
            why="jawaban ini bukan untuk peramban ini, atau sudah terlalu lama / not for this browser, or too late"
        )
    if error:
        return await _not_signed_on(request, flight, error)
    try:
        claims = await claims_of_sign_on(
            resources.verifier, await web.issuer.id_token(code, flight.verifier), web.issuer.client_id, flight.nonce
        )
        actor = actor_of(claims)
    except SignOnAway:
        SIGN_ONS.labels("away").inc()
        raise
    except SignOnRefused:
        SIGN_ONS.labels("refused").inc()
        raise
    except Unauthenticated:
        SIGN_ONS.labels("refused").inc()
        log.warning("the issuer's token for a sign-on does not hold")
        raise SignOnRefused(
            why="tanda dari layanan masuk tidak berlaku / the sign-on service's token does not hold"
        ) from None
    now, sid = resources.clock.now(), claims.get("sid")
    before = request.cookies.get(web.cookie)
    async with resources.pool.acquire() as conn, conn.transaction():
        earlier = await sessions.find(conn, before) if before else None
        if earlier:
            await sessions.end(conn, earlier.id_hash, now)
        same = earlier is not None and earlier.subject == actor.subject
        language = earlier.language if earlier and same else None
        lasting = _is_for_phone(web, flight.then)
        if earlier and same and flight.silent and earlier.lives(now, sessions.LONGEST):
            lasting = lasting or earlier.lasting
        cookie = await sessions.begin(
            conn, actor, sid if isinstance(sid, str) else None, language, now, lasting=lasting
        )
    SIGN_ONS.labels("signed_on").inc()
    answer = RedirectResponse(flight.then, 303, page_headers("id"))
    _set_session(answer, web, actor.subject, cookie, lasting=lasting)
    _clear_cookie(answer, web, _flight_cookie(web, flight.state), "/signed-on")
    return answer


async def _not_signed_on(request: Request, flight: Flight, error: str) -> Response:
    """The issuer said no. To a silent question that means: the session is over, and the person is asked."""
    web, resources = _web(request), _resources(request)
    if before := request.cookies.get(web.cookie):
        async with resources.pool.acquire() as conn:
            await sessions.end(conn, sessions.hash_of(before), resources.clock.now())
    if flight.silent and error in _ASK:
        SIGN_ONS.labels("asked_again").inc()
        return RedirectResponse(web.place.sign_in(flight.then), 303, page_headers("id"))
    SIGN_ONS.labels("refused").inc()
    code = error if error.isidentifier() and len(error) < 60 else "error"
    raise SignOnRefused(why=f"ditolak layanan masuk / refused by the sign-on service ({code})")


@router.post("/sign-out")
async def sign_out(call: PageCall = page("*", sends_unasked=True)) -> Response:
    """Ends the session here, then at the issuer, which ends those of the other services.

    The way to the issuer is a page that goes on by itself: a browser follows no redirect from a form to it."""
    now = call.resources.clock.now()
    await call.get(sessions.end, call.session.id_hash, now)
    try:
        there = await call.web.issuer.sign_out_address(f"{call.web.origin}/")
    except SignOnAway:
        there = None
    headers = {"clear-site-data": '"cache"', **({"refresh": f"0; url={there}"} if there else {})}
    answer = rendered(call.request, call.language, "kit/signed_out.html", headers=headers, link=there)
    _clear_cookie(answer, call.web, call.web.cookie, "")
    if call.web.who_cookie:
        _clear_cookie(answer, call.web, call.web.who_cookie, "")
    return answer


@router.post("/signed-out", dependencies=[open_to_all()])
async def signed_out(request: Request, logout_token: Annotated[str, Form(max_length=16_384)]) -> Response:
    """The issuer says that somebody has signed out: their sessions end here too. No browser asks this."""
    web, resources = _web(request), _resources(request)
    try:
        claims = await claims_of_logout(resources.verifier, logout_token, web.issuer.client_id)
    except (Unauthenticated, SignOnRefused):
        raise HTTPException(400) from None
    sid, subject = claims.get("sid"), claims.get("sub")
    async with resources.pool.acquire() as conn:
        ended = await sessions.end_all(conn, sid, subject, resources.clock.now())
    log.info("signed out by the issuer", extra={"sessions": ended})
    return Response(status_code=200, headers={"cache-control": "no-store"})


@router.post("/language")
async def choose_language(call: PageCall = page("*", sends_unasked=True)) -> Response:
    """The switch between Indonesian and English; kept in the session."""
    fields = await fields_of(call.request)
    wanted: Language = "en" if fields.get("language") == ["en"] else "id"
    await call.get(sessions.speak, call.session.id_hash, wanted)
    return RedirectResponse(own_path(call.request, (fields.get("back") or [""])[0]), 303, page_headers(wanted))


not_found = pages_router()
"""Comes last: every other path of the desk."""


@not_found.get("/{path:path}", dependencies=[open_to_all()])
async def no_such_page(path: str) -> Response:
    raise HTTPException(404)


def _flight_cookie(web: Web, state: str) -> str:
    """One for each sign-on under way: two tabs that sign in at once do not take each other's away."""
    return f"{web.cookie}-sign-on-{state[:8]}"


def _is_for_phone(web: Web, then: str) -> bool:
    """On a computer of an office the cookie ends with the browser; for the app of a phone it does not."""
    return web.pages.phone is not None and then.startswith(web.place.desk + web.pages.phone)


def _set_session(answer: Response, web: Web, subject: str, cookie: str, *, lasting: bool) -> None:
    """At the sign-on alone: an answer that comes late must not bring back who was signed in before."""
    longest = int(sessions.LONGEST.total_seconds())
    _set_cookie(answer, web, web.cookie, cookie, "", longest if lasting else None)
    if web.who_cookie:
        _set_cookie(answer, web, web.who_cookie, digest_of(subject), "", longest, for_scripts=True)


def digest_of(subject: str) -> str:
    """What a script compares with the subject that it knows."""
    return hashlib.sha256(subject.encode()).hexdigest()


def _set_cookie(
    answer: Response,
    web: Web,
    name: str,
    value: str,
    path: str,
    max_age: int | None = None,
    *,
    for_scripts: bool = False,
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        path=web.place.desk + path,
        secure=web.is_secure,
        httponly=not for_scripts,
        samesite="lax",
    )


def _clear_cookie(answer: Response, web: Web, name: str, path: str) -> None:
    answer.delete_cookie(name, path=web.place.desk + path, secure=web.is_secure, httponly=True, samesite="lax")


def _web(request: Request) -> Web:
    web: Web = request.app.state.web
    return web


def _resources(request: Request) -> Resources:
    resources: Resources = request.app.state.resources
    return resources
