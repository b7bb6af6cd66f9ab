"""Who is let in is decided before anything of the request is read: first the token, then the body.

A framework reads the body before it asks a route's dependencies. So the first read of a body asks here. A stranger
hears 401 or 403, never what is wrong with a body that is none of their business.
"""

from __future__ import annotations

from fastapi.dependencies.models import Dependant
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Scope

from shared.edge.access import Actor, TokenVerifier, Unauthenticated
from shared.errors import Forbidden, Refusal

ANYONE = ("anyone",)
"""The roles of a route that is open to all."""


class TurnedAway(HTTPException):
    """A refusal on its way through the framework, which lets only its own errors out of the reading of a body."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(403)
        self.refusal = refusal


async def admitted(request: Request, roles: tuple[str, ...]) -> Actor:
    """The caller, who holds one of these roles. Raises Unauthenticated, Forbidden, and IssuerKeysAway."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(why="Authorization: Bearer …")
    verifier: TokenVerifier = request.app.state.resources.verifier
    actor = await verifier.actor(token.strip())
    if "*" not in roles and not actor.roles & set(roles):
        raise Forbidden(why=f"this needs one of the roles / perlu salah satu peran: {', '.join(roles)}")
    return actor


async def before_the_body(scope: Scope) -> None:
    """Raises TurnedAway where the caller may not use the route that is about to read a body."""
    roles, _ = roles_of(getattr(scope.get("route"), "dependant", None))
    if not roles or roles == ANYONE:
        return
    try:
        await admitted(Request(scope), roles)
    except Refusal as refusal:
        raise TurnedAway(refusal) from None


def roles_of(dependant: Dependant | None) -> tuple[tuple[str, ...], bool]:
    """The roles that a route's `may` or `open_to_all` names, and whether it takes a key. No roles where it has none."""
    for each in dependant.dependencies if dependant is not None else ():
        if roles := getattr(each.call, "roles", ()):
            return tuple(roles), getattr(each.call, "keyed", False)
        if (found := roles_of(each))[0]:
            return found
    return (), False
