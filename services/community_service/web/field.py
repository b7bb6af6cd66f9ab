"""The supervisor's phone: the shell of its app, with no names in it, and plain forms for who cannot run the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from services.community_service.commands import attendance, field_today
from services.community_service.domain import field_releases
from services.community_service.web.field_entries import FIELD
from shared.clock import LOCAL_ZONE
from shared.edge.routes import open_to_all
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.headers import POLICY, page_headers
from shared.web.web import Web

router = pages_router(prefix="/field", tags=["field"])

_MORE = "; worker-src 'self'; manifest-src 'self'"
_FILES = ("field/app.js", "field/screens.js", "field/queue.js", "field/field.css", "vendor/idb.js", "icon.svg")
_COMMANDS: Mapping[str, tuple[Any, Any]] = {
    "arrival": (attendance.check_in, attendance.CheckIn),
    "departure": (attendance.check_out, attendance.CheckOut),
    "absence": (attendance.record_absence, attendance.RecordAbsence),
}
Act = Literal["arrival", "departure", "absence"]


@router.get("/")
async def show_app(call: PageCall = FIELD) -> Response:
    """The same for everybody: the phone keeps it, and shows it without a network."""
    answer = call.render("field/shell.html", version=field_releases.newest(), zone=LOCAL_ZONE.key, files=_FILES)
    answer.headers["content-security-policy"] = POLICY + _MORE
    return answer


@router.get("/sw.js", dependencies=[open_to_all()])
async def read_worker(request: Request) -> Response:
    """Its text changes with every file of the app: so a browser knows of a new one. It asks without a cookie."""
    web: Web = request.app.state.web
    template = web.environments["id"].get_template("field/sw.js")
    script = template.render(version=field_releases.newest(), files=[web.assets.address(name) for name in _FILES])
    return Response(script, 200, page_headers("id", cache="no-cache"), "text/javascript; charset=utf-8")


@router.get("/manifest.webmanifest")
async def read_manifest(call: PageCall = FIELD) -> Response:
    here = f"{call.web.place.desk}/field/"
    manifest = {
        "name": "Masohi",
        "short_name": "Masohi",
        "lang": call.language,
        "start_url": here,
        "scope": here,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b2f66",
        "icons": [{"src": call.web.assets.address("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    headers = page_headers(call.language, cache="no-cache")
    return JSONResponse(manifest, 200, headers, "application/manifest+json")


@router.post("/list")
async def show_list(call: PageCall = FIELD) -> Response:
    """Today's people with a form for each, on a page: for a browser without the app. A logged read, so a POST."""
    return await _list(call)


@router.post("/sessions/{session_id}/{act}")
async def record(session_id: UUID, act: Act, call: PageCall = FIELD) -> Response:
    """What a form of the list says; its answer is the list as it is now."""
    command, form = _COMMANDS[act]
    done = await call.act(command, session_id, form=form, then="/field/", again=lambda: _list(call))
    if done.status_code != 303:
        return done
    call.typed = {}
    return await _list(call, said="It is recorded.")


async def _list(call: PageCall, said: str | None = None) -> Response:
    today = await call.step(field_today.read_today)
    return call.render("field/list.html", today=today, said=said)
