"""The address of a route as a template, `/training/programmes/{programme_id}`: what metrics and logs may name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import Scope

UNMATCHED = "unmatched"
Templates = Mapping[int, str]


def templates(routes: Sequence[BaseRoute]) -> Templates:
    """By the identity of each route: a route itself knows only the part of its path that its router gave it.

    Raises ValueError where one route is at two addresses."""
    found: dict[int, str] = {}
    for each in iter_route_contexts(routes):
        path = str(each.path)
        if found.setdefault(id(each.original_route), path) != path:
            raise ValueError(f"one route is at {path} and at {found[id(each.original_route)]}")
    return found


def route_of(scope: Scope) -> str:
    """The template of the route that answers, or that there is none."""
    known: Templates = getattr(scope["app"].state, "templates", {})
    route = scope.get("route")
    return known.get(id(route)) or str(getattr(route, "path", UNMATCHED))
