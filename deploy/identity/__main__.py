"""The sign-on of the local stack as a program: `python -m deploy.identity SETTINGS`. It asks for no password."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from deploy.identity import desk, endpoints
from deploy.identity.clients import clients
from deploy.identity.desk import PATH
from deploy.identity.organisations import Organisations
from deploy.identity.people import People
from deploy.identity.provider import Provider
from deploy.local.issuer import Issuer
from deploy.local.ports import HOST


def application(provider: Provider) -> Starlette:
    # A page of another site that points its name at this machine is not heard.
    hosts = [HOST, "localhost", urlsplit(provider.public_url).hostname or HOST]
    app = Starlette(
        routes=[
            Route(f"{PATH}/", desk.home),
            Route(f"{PATH}/authorize", desk.authorize),
            Route(f"{PATH}/sessions", desk.choose, methods=["POST"]),
            Route(f"{PATH}/end-session", desk.end_session, methods=["GET", "POST"]),
            Route(f"{PATH}/token", endpoints.token, methods=["POST"]),
            Route(f"{PATH}/jwks", endpoints.jwks),
            Route(f"{PATH}/.well-known/openid-configuration", endpoints.discovery),
            Route(f"{PATH}/control/people/{{subject}}", endpoints.change_person, methods=["PUT"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)],
    )
    app.state.provider = provider
    return app


def provider_from(file: Path) -> Provider:
    """The provider that a settings file describes; deploy/local/identity.py writes it."""
    given = json.loads(file.read_text())
    public_url = given["public_url"]
    issuer = Issuer(Path(given["issuer"]), f"{public_url}{PATH}")
    organisations = Organisations(given["organisations"], issuer, file.with_name("organisations.json"))
    return Provider(
        issuer, clients(public_url, given["secrets"]), People(), organisations, public_url, given["control"]
    )


def main() -> None:
    file = Path(sys.argv[1])
    port = int(sys.argv[2])
    uvicorn.run(application(provider_from(file)), host=HOST, port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
