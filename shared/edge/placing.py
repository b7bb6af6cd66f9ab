"""Where a route is: below the prefix of its service, `/training/programmes/{programme_id}`."""

from __future__ import annotations

from copy import copy

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path
from starlette.types import Scope

UNMATCHED = "unmatched"


def place(app: FastAPI, router: APIRouter, prefix: str) -> None:
    """What `include_router` does, but a route stays as its router made it: only its address and its names are new.

    FastAPI would make each validator of a route once more for its address, a tenth of what a start takes."""
    for route in router.routes:
        assert isinstance(route, APIRoute)
        placed = copy(route)
        placed.path = prefix + route.path
        placed.path_regex, placed.path_format, placed.param_convertors = compile_path(placed.path)
        placed.unique_id = route.name
        if route.response_field:
            placed.response_field = copy(route.response_field)
            placed.response_field.name = f"Response_{route.name}"
        app.router.routes.append(placed)


def route_of(scope: Scope) -> str:
    """The whole address of the route that answers, as a template, or that there is none: metrics and logs name no
    other."""
    return str(getattr(scope.get("route"), "path", UNMATCHED))
