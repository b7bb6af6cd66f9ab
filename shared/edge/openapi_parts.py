"""The parts that every OpenAPI document has: what each status means, headers, parameters, how to sign in."""

from __future__ import annotations

from collections.abc import Mapping

from shared.edge.openapi_schemas import Json
from shared.edge.problems import MEDIA_TYPE

ABOUT = """Every error is a problem document (RFC 9457). Its `title` is a stable slug for programs, its `detail` a
sentence for people, in Indonesian or, with `Accept-Language: en`, in English. `correlation_id` finds the request in our
logs. A connection answers 431 to headers that are too large and 408 to those that stop coming, whatever the route."""
MEANINGS: Mapping[int, str] = {
    400: "The request cannot be read.",
    401: "There is no valid bearer token.",
    403: "The caller may not do this: another role, or another organisation.",
    404: "There is no such record, or the caller may not know of it.",
    408: "The body stopped coming.",
    409: "A rule or the state of the record forbids this; the problem names the rule and its article.",
    412: "The record has another version than `If-Match` says: read it again.",
    413: "The body is too large.",
    422: "A value cannot be read (`errors`), or breaks a rule (`rule`, `violations`).",
    503: "Not now: try again after `Retry-After`.",
}
_HEADERS: Mapping[int, tuple[str, ...]] = {401: ("WWW-Authenticate",), 503: ("Retry-After",)}
_ANY_TEXT: Json = {"type": "string"}
HEADERS: Mapping[str, Json] = {
    "ETag": {"schema": _ANY_TEXT, "description": "The version of the record, for `If-Match` and `If-None-Match`."},
    "Content-Language": {"schema": {"enum": ["id", "en"]}},
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."},
    "X-Correlation-ID": {"schema": _ANY_TEXT, "description": "Finds the request in our logs."},
    "WWW-Authenticate": {"schema": {"const": "Bearer"}},
}
PARAMETERS: Mapping[str, Json] = {
    "Idempotency-Key": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "The same request with the same key does its work once and is answered the same.",
    },
    "If-Match": {
        "schema": _ANY_TEXT,
        "description": "Do this only to this version (an ETag) of the record; otherwise 412.",
    },
    "If-None-Match": {"schema": _ANY_TEXT, "description": "Answer 304 if the record still has this ETag."},
    "Accept-Language": {"schema": _ANY_TEXT, "description": "`en` for English; Indonesian otherwise."},
}
OURS: Mapping[str, Mapping[str, Json]] = {
    "responses": {},
    "headers": HEADERS,
    "parameters": {name: {"name": name, "in": "header", **rest} for name, rest in PARAMETERS.items()},
    "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
}


def problem_response(status: int) -> Json:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    names = ("Content-Language", "X-Correlation-ID", *_HEADERS.get(status, ()))
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {"description": MEANINGS[status], "content": content, "headers": headers}
