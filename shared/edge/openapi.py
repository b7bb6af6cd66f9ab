"""What the OpenAPI document of a service says beside FastAPI's own part of it.

Everything is derived from what a route declares: roles (`may`, `open_to_all`), the bytes it takes (`takes`), refusals
beyond the usual ones (`refuses`), its parameters, its body, and whether its answer has a `version`. So no route writes
down its problem documents, its security or its headers, and none can forget them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import BaseModel, TypeAdapter

from shared.edge.admission import ANYONE, roles_of
from shared.edge.openapi_parts import ABOUT, MEANINGS, OURS, problem_response
from shared.edge.openapi_schemas import Json, close, correct, mentions_records, without_null
from shared.edge.problems import STATUS, Problem


class Described(FastAPI):
    """An application whose OpenAPI document is complete."""

    def openapi(self) -> Json:
        if not self.openapi_schema:
            self.openapi_schema = completed(super().openapi(), self)
        return self.openapi_schema


def completed(document: Json, app: FastAPI) -> Json:
    """FastAPI's document, with everything that the routes declare otherwise."""
    document["info"]["description"] = ABOUT
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    correct(document)
    for section, entries in OURS.items():
        components.setdefault(section, {}).update(entries)
    components["responses"] = {str(status): problem_response(status) for status in sorted(MEANINGS)}
    for route in iter_route_contexts(app.routes):
        if not route.include_in_schema:  # a page at the address of a JSON route
            continue
        for method in sorted(route.methods or ()):
            operation = document["paths"].get(str(route.path_format), {}).get(method.lower())
            if operation is not None:
                _complete(operation, Declared.of(route, method, operation, schemas))
    for operation in operations(document):
        close(operation.get("requestBody"), schemas)
    document["tags"] = [
        {"name": tag} for tag in sorted({tag for each in operations(document) for tag in each.get("tags", ())})
    ]
    return document


def operations(document: Json) -> Iterator[Json]:
    """Every operation of a document."""
    for path in document["paths"].values():
        yield from path.values()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a route says of itself."""

    roles: tuple[str, ...]
    acts: bool
    keyed: bool
    """An act that takes `Idempotency-Key`."""
    body: bool
    named: bool
    """The path names a record."""
    mentioned: bool
    """The body names other records."""
    read: bool
    """There is something that may be unreadable: a parameter, one that is not there, or a body."""
    versioned: bool
    max_bytes: int | None
    also: frozenset[int]
    """Statuses of refusals that are not usual for such a route."""
    machines: bool
    """Answered from memory, for machines that look after the service."""

    @classmethod
    def of(cls, route: RouteContext, method: str, operation: Json, schemas: Json) -> Declared:
        roles, keyed = roles_of(route.dependant) if route.dependant else ((), False)
        body = operation.get("requestBody")
        acts, parameters = method != "GET", operation.get("parameters", ())
        return cls(
            roles=roles,
            acts=acts,
            keyed=acts and keyed,
            body=body is not None,
            named=any(parameter["in"] == "path" for parameter in parameters),
            mentioned=mentions_records(body, schemas),
            read=body is not None or bool(parameters) or (acts and keyed) or roles != ANYONE,
            versioned=_has_version(route.response_model) or "304" in operation["responses"],
            max_bytes=getattr(route.endpoint, "max_body_bytes", None),
            also=frozenset(STATUS[refusal.kind] for refusal in getattr(route.endpoint, "refusals", ())),
            machines="platform" in (route.tags or ()),
        )

    @property
    def guarded(self) -> bool:
        return self.roles != ("anyone",)

    def statuses(self) -> Iterator[int]:
        """The problems that this route can answer with."""
        said: Mapping[int, bool] = {
            400: self.body,
            401: self.guarded,
            403: self.guarded,
            404: self.named or self.mentioned,
            408: self.body,
            409: self.acts,
            412: self.acts and self.named,
            413: self.body,
            422: self.read,
            503: not self.machines,
        }
        yield from sorted({status for status, yes in said.items() if yes} | self.also)


def _complete(operation: Json, declared: Declared) -> None:
    operation["parameters"] = [without_null(each) for each in operation.get("parameters", ())]
    operation["parameters"] += [{"$ref": f"#/components/parameters/{name}"} for name in _parameters(declared)]
    operation["security"] = [{"bearer": []}] if declared.guarded else []
    if declared.guarded:
        roles = "Any signed-in caller." if "*" in declared.roles else f"Roles: {', '.join(declared.roles)}."
        operation["description"] = "\n\n".join(filter(None, (operation.get("description"), roles)))
    responses = operation["responses"]
    if responses.get("422", {}).get("description") == "Validation Error":
        del responses["422"]
    for status in declared.statuses():
        responses.setdefault(str(status), {"$ref": f"#/components/responses/{status}"})
    if declared.versioned:
        for done in responses.keys() & {"200", "201"}:
            responses[done].setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
        if not declared.acts:
            etag = {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}
            responses["304"] = {"description": "The record still has the ETag of `If-None-Match`.", **etag}
    if declared.max_bytes:
        for content in operation["requestBody"]["content"].values():
            content["schema"]["maxLength"] = declared.max_bytes


def _parameters(declared: Declared) -> Iterator[str]:
    if declared.keyed:
        yield "Idempotency-Key"
    if declared.acts and declared.named:
        yield "If-Match"
    if declared.versioned and not declared.acts:
        yield "If-None-Match"
    if not declared.machines:
        yield "Accept-Language"


def _has_version(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel) and "version" in model.model_fields
