"""One address for a person and a program: who asks for HTML first gets a page (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from starlette.requests import Request

from shared.edge.languages import quality

VARY = "accept, accept-language"


def wants_html(request: Request) -> bool:
    """Whether HTML is named, and nothing that the JSON route answers is named with a greater weight."""
    weights = {"text/html": 0.0, "application/json": 0.0, "application/pdf": 0.0}
    for item in ",".join(request.headers.getlist("accept")).lower().split(","):
        kind, *parameters = (part.strip() for part in item.split(";"))
        if kind in weights:
            weights[kind] = max(weights[kind], quality(parameters))
    html = weights.pop("text/html")
    return html > 0 and html >= max(weights.values())
