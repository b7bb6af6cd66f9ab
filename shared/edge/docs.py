"""The page that shows a service's OpenAPI document to a person, from our own files: no foreign host is asked anything.

The viewer is Swagger UI as the package `fastapi-swagger` ships it. Addresses are relative, so the page works behind any
gateway.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse, Response

from shared.edge.routes import open_to_all

Asset = Literal["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "start.js"]

_START = """SwaggerUIBundle({
  url: new URL("openapi.json", document.baseURI).href,
  dom_id: "#swagger-ui",
  docExpansion: "none",
  deepLinking: true,
  validatorUrl: null,
});
"""
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</html>
"""
# The viewer writes style attributes, and its style sheet has pictures in it. Nothing else may come from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "public, max-age=3600",
}


def router(title: str) -> APIRouter:
    """`/docs` and the files that it needs. Below the service's prefix, beside `openapi.json`."""
    made, page = APIRouter(include_in_schema=False), _PAGE.format(title=escape(title))
    viewer = Path(str(files("fastapi_swagger") / "resources"))

    @made.get("/docs", dependencies=[open_to_all()])
    async def show_docs() -> HTMLResponse:
        return HTMLResponse(page, headers=_HEADERS)

    @made.get("/docs/{asset}", dependencies=[open_to_all()])
    async def read_docs_asset(asset: Asset) -> Response:
        if asset == "start.js":
            return Response(_START, headers=_HEADERS, media_type="text/javascript")
        return FileResponse(viewer / asset, headers=_HEADERS)

    return made
