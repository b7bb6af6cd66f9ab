"""What the phone app asks and sends: the JSON routes of the field, with a session in place of a token."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.community_service.commands import field, field_entries, field_refusals, field_today
from services.community_service.domain import field_releases
from services.community_service.errors.field import AnotherSignedIn
from services.community_service.queries import field_refusals as refusals
from shared.clock import local_day, midnight
from shared.edge.routes import Call
from shared.edge.strict import check_body, check_query
from shared.web.calls import PageCall
from shared.web.guard import SignInFirst, page
from shared.web.web import Web

IDLE = timedelta(hours=12)
"""A shift, with the phone in a pocket."""
LARGEST_BYTES = 65_536
CLOCK, FORGET = "x-service-time", "x-forget-after"
_LIST_DAYS = timedelta(days=2)
"""Today's list reaches to tomorrow."""

FIELD = page("supervisor", idle=IDLE)
SENDS = page("supervisor", idle=IDLE, sends_unasked=True)
Version = Annotated[int, Header(alias="x-field-version", ge=0, le=10**6)]
Subject = Annotated[str, Header(alias="x-field-subject", max_length=200)]


class _Inflated(Request):
    """A body that may have come compressed: 25 entries in 3 kB in place of 10."""

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            sent = await super().body()
            self._body = _inflated(sent) if self.headers.get("content-encoding") == "gzip" else sent
        return self._body


def _inflated(sent: bytes) -> bytes:
    reader = zlib.decompressobj(31)
    try:
        body = reader.decompress(sent, LARGEST_BYTES)
    except zlib.error:
        raise HTTPException(400) from None
    if not reader.eof:
        raise HTTPException(413 if reader.unconsumed_tail else 400)
    return body


class JsonRoute(APIRoute):
    """Who is not signed in is told where to, in JSON: the app shows it, and keeps what it has."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                answer = await inner(_Inflated(request.scope, request.receive))
            except SignInFirst as first:
                answer = _sign_in(request, first)
            else:
                call: PageCall = request.state.page_call
                answer.headers["content-language"] = call.language
            now = request.app.state.resources.clock.now()
            answer.headers[CLOCK] = now.isoformat(timespec="milliseconds")
            return answer

        return handle


def _sign_in(request: Request, first: SignInFirst) -> Response:
    """`silent`: the session is as it was, the issuer only wants to be asked again. Otherwise it is over, and what the
    phone has of people goes."""
    web: Web = request.app.state.web
    link = web.place.sign_in(f"{web.place.desk}/field/", silent=first.silent)
    return JSONResponse({"sign_in": link, "silent": first.silent}, 401, {"cache-control": "no-store"})


router = APIRouter(prefix="/field", include_in_schema=False, route_class=JsonRoute, tags=["field"])


@router.get("/standing")
async def show_standing(call: PageCall = FIELD) -> Response:
    """Who is signed in, and which releases of the app are taken. No names: this one may be asked often."""
    check_query(call.request)
    standing = {
        "subject": call.actor.subject,
        "newest": field_releases.newest(),
        "oldest": field_releases.oldest(local_day(call.resources.clock.now())),
    }
    return JSONResponse(standing, headers={"cache-control": "no-store"})


@router.get("/today")
async def read_today(version: Version, call: PageCall = FIELD) -> Response:
    plain = await _plain(call, version)
    answer = await plain.run(field_today.read_today)
    answer.headers[FORGET] = midnight(local_day(call.resources.clock.now()) + _LIST_DAYS).isoformat()
    return answer


@router.post("/entries")
async def send_entries(
    body: field_entries.SendEntries, version: Version, subject: Subject, call: PageCall = SENDS
) -> Response:
    plain = await _plain(call, version)
    if subject != call.actor.subject:
        raise AnotherSignedIn
    return await plain.run(field.record_entries, body)


@router.get("/refusals")
async def list_refusals(version: Version, call: PageCall = FIELD) -> Response:
    """The caller's own that are open; a coordinator's list of all is elsewhere."""
    plain = await _plain(call, version)
    return await plain.read(refusals.own_refusals, call.actor)


@router.post("/refusals/{entry_id}/discard")
async def discard_entry(
    entry_id: UUID, body: field_refusals.DiscardEntry, version: Version, call: PageCall = FIELD
) -> Response:
    plain = await _plain(call, version)
    return await plain.run(field_refusals.discard, entry_id, body)


@router.post("/refusals/{entry_id}/correction", status_code=201)
async def propose_entry(
    entry_id: UUID, body: field_refusals.ProposeEntry, version: Version, call: PageCall = FIELD
) -> Response:
    plain = await _plain(call, version)
    return await plain.run(field_refusals.propose_correction, entry_id, body)


async def _plain(call: PageCall, version: int) -> Call:
    """The same request as the JSON routes know it. Raises AppTooOld."""
    check_query(call.request)
    await check_body(call.request)
    field_releases.need_taken(version, local_day(call.resources.clock.now()))
    return Call(call.request, call.resources, call.actor, None)
