"""The language of an answer: Indonesian, or English for who would rather have it (RFC 9110, section 12.5.4)."""

from __future__ import annotations

from starlette.requests import Request

from shared.languages import Language

VARY = {"vary": "accept-language"}
"""On every answer whose text is in the caller's language."""


def language(request: Request) -> Language:
    """Indonesian unless the caller gives English the greater weight, or the same and names it first."""
    weights = _weights(",".join(request.headers.getlist("accept-language")))
    english, indonesian = _weight(weights, "en"), _weight(weights, "id")
    first = next((name for name in weights if name in ("en", "id", "*")), "id")
    return "en" if english > indonesian or (english == indonesian > 0 and first == "en") else "id"


def _weights(header: str) -> dict[str, float]:
    """Weight by language, without its region; the greatest where a language comes several times."""
    found: dict[str, float] = {}
    for item in header.lower().split(","):
        range_, *parameters = [part.strip() for part in item.split(";")]
        name = range_.partition("-")[0]
        if name:
            found[name] = max(found.get(name, 0.0), quality(parameters))
    return found


def _weight(weights: dict[str, float], name: str) -> float:
    return weights.get(name, weights.get("*", 0.0))


def quality(parameters: list[str]) -> float:
    """The weight that a header gives (RFC 9110, section 12.4.2): 1 where it gives none."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0
