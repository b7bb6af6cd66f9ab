"""What clients ask: discovery, keys, tokens; and the control by which a test changes a person."""

from __future__ import annotations

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.identity.asked import Unclear, parameters
from deploy.identity.clients import authenticated
from deploy.identity.organisations import OrganisationsAway
from deploy.identity.provider import BadGrant, Provider

_PRIVATE = {"cache-control": "no-store", "pragma": "no-cache"}


def provider_of(request: Request) -> Provider:
    provider: Provider = request.app.state.provider
    return provider


async def discovery(request: Request) -> Response:
    """OpenID Connect Discovery."""
    at = provider_of(request).issuer.address
    return JSONResponse(
        {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "end_session_endpoint": f"{at}/end-session",
            "jwks_uri": f"{at}/jwks",
            "scopes_supported": ["openid"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["Ed25519"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "select_account"],
            "claims_supported": ["sub", "roles", "organisation", "sid", "auth_time", "nonce"],
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "authorization_response_iss_parameter_supported": True,
        }
    )


async def jwks(request: Request) -> Response:
    return Response(provider_of(request).issuer.jwks.read_bytes(), media_type="application/json")


async def token(request: Request) -> Response:
    """A code against an id token. The access token opens nothing: there is nothing behind it."""
    provider = provider_of(request)
    client = authenticated(provider.clients, request.headers.get("authorization", ""))
    if client is None:
        return _error("invalid_client", 401, {"www-authenticate": 'Basic realm="masohi"'})
    try:
        given = parameters((await request.body()).decode())
    except (Unclear, UnicodeDecodeError):
        return _error("invalid_request")
    if given.get("grant_type") != "authorization_code":
        return _error("unsupported_grant_type")
    code = provider.codes.redeem(given.get("code", ""))
    try:
        signed = await provider.id_token(code, client, given.get("redirect_uri", ""), given.get("code_verifier", ""))
    except BadGrant as why:
        return _error("invalid_grant", description=str(why))
    except OrganisationsAway:
        return _error("temporarily_unavailable", 503)
    body = {"token_type": "Bearer", "access_token": secrets.token_urlsafe(32), "expires_in": 300, "id_token": signed}
    return JSONResponse(body, headers=_PRIVATE)


def _error(
    error: str, status: int = 400, headers: dict[str, str] | None = None, description: str | None = None
) -> Response:
    body = {"error": error, **({"error_description": description} if description else {})}
    return JSONResponse(body, status, headers={**_PRIVATE, **(headers or {})})


async def change_person(request: Request) -> Response:
    """`PUT …/control/people/{subject}` with any of `roles`, `organisation`, `locked`. No gateway passes it on."""
    provider = provider_of(request)
    shown = request.headers.get("authorization", "").encode()
    if not secrets.compare_digest(shown, f"Bearer {provider.control}".encode()):
        return _error("access_denied", 403)
    try:
        changes = _changes(await request.json())
    except (ValueError, TypeError, json.JSONDecodeError) as error:
        return _error("invalid_request", description=str(error))
    found = provider.people.change(request.path_params["subject"], changes)
    return Response(status_code=204 if found else 404)


def _changes(given: Any) -> dict[str, object]:
    if not isinstance(given, dict) or not given.keys() <= {"roles", "organisation", "locked"}:
        raise ValueError("an object with roles, organisation or locked")
    if not isinstance(given.get("organisation"), str | None) or not isinstance(given.get("locked", False), bool):
        raise TypeError("organisation is a text or null, locked is true or false")
    roles = given.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise TypeError("roles is a list of texts")
    return given | ({"roles": tuple(roles)} if "roles" in given else {})
