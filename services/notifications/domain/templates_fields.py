"""What a template does with each field of an event: that it has it, and that a filter fits its kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, NoReturn, get_args, get_origin
from uuid import UUID

from jinja2 import nodes
from pydantic import BaseModel

from services.notifications.errors.templates import TemplateInvalid
from shared.messaging.events import Event

Kind = str | Mapping[str, Any]
"""`text`, `number`, `flag`, `day`, `id`, `list`; for a list of parts the kinds of their fields; `any` for the rest."""

_FITS: Mapping[str, frozenset[str]] = {
    "clock": frozenset({"day"}),
    "day": frozenset({"day"}),
    "hours": frozenset({"number"}),
    "organisation": frozenset({"id", "text"}),
    "join": frozenset({"list"}),
    "length": frozenset({"list", "text"}),
    "lower": frozenset({"text"}),
    "upper": frozenset({"text"}),
}
_LOOP: Mapping[str, Any] = {"index": "number", "index0": "number", "first": "flag", "last": "flag", "length": "number"}
_LONGEST_SEPARATOR = 20


@cache
def kinds_of(event: type[Event]) -> Mapping[str, Kind]:
    """The fields that a text may print, with their kinds; `detail_url` where the event has one."""
    kinds = {name: _kind(field.annotation) for name, field in event.model_fields.items()}
    found = {name: kind for name, kind in kinds.items() if name not in event.internal_fields}
    return {**found, "detail_url": "text"} if event.detail else found


def _kind(annotation: Any) -> Kind:
    match get_origin(annotation):
        case origin if origin is Literal:
            return _kind(type(get_args(annotation)[0]))
        case origin if origin is Annotated:
            return _kind(get_args(annotation)[0])
        case origin if origin is dict:
            return "any"
    parts = [part for part in get_args(annotation) if part not in (NoneType, Ellipsis)]
    if get_origin(annotation) in (list, tuple):
        return _list_of(parts[0])
    if parts:
        kinds = [_kind(part) for part in parts]
        return kinds[0] if all(kind == kinds[0] for kind in kinds) else "any"
    plain = {bool: "flag", int: "number", date: "day", datetime: "day", UUID: "id", str: "text"}
    return plain.get(annotation, "any")


def _list_of(part: Any) -> Kind:
    if isinstance(part, type) and issubclass(part, BaseModel):
        return {name: _kind(field.annotation) for name, field in part.model_fields.items()}
    return "list"


def check_fields(tree: nodes.Template, kinds: Mapping[str, Kind], where: str) -> None:
    """Raises TemplateInvalid for a name, an attribute or a filter that can only fail."""
    _Check(where).visit(tree, dict(kinds))


class _Check:
    def __init__(self, where: str) -> None:
        self._where = where

    def visit(self, node: nodes.Node, known: dict[str, Kind]) -> None:
        match node:
            case nodes.For():
                return self._loop(node, known)
            case nodes.Filter():
                self._filter(node, known)
            case nodes.Name() | nodes.Getattr():
                self._kind_of(node, known)
        for child in node.iter_child_nodes():
            self.visit(child, known)
        return None

    def _loop(self, node: nodes.For, known: dict[str, Kind]) -> None:
        items = self._kind_of(node.iter, known)
        if not isinstance(node.target, nodes.Name) or not (items == "list" or isinstance(items, Mapping)):
            self._refuse("a loop goes over a field that is a list")
        target = node.target.name
        within = {**known, target: "any" if items == "list" else items, "loop": _LOOP}
        for child in (*node.body, *node.else_, *([node.test] if node.test else ())):
            self.visit(child, within)

    def _filter(self, node: nodes.Filter, known: dict[str, Kind]) -> None:
        fits = _FITS.get(node.name, frozenset())
        kind = self._kind_of(node.node, known)
        if isinstance(kind, Mapping):
            kind = "list" if node.name == "length" else "part"
        if kind != "any" and kind not in fits:
            self._refuse(f"{node.name} does not fit {_named(node.node)}")
        if node.name == "join":
            self._join(node)

    def _join(self, node: nodes.Filter) -> None:
        """A join of a join multiplies. So it takes a field, and a short separator."""
        separators = [argument for argument in node.args if isinstance(argument, nodes.Const)]
        if (
            not isinstance(node.node, nodes.Name | nodes.Getattr)
            or node.kwargs
            or len(separators) > 1
            or len(separators) != len(node.args)
        ):
            self._refuse("join takes a field and a separator in quotes")
        if any(len(str(separator.value)) > _LONGEST_SEPARATOR for separator in separators):
            self._refuse(f"a separator has {_LONGEST_SEPARATOR} characters at most")

    def _kind_of(self, node: nodes.Node | None, known: dict[str, Kind]) -> Kind:
        match node:
            case nodes.Name(name=name):
                if name not in known:
                    self._refuse(f"the event has no {name}")
                return known[name]
            case nodes.Getattr(node=inner, attr=attr):
                part = self._kind_of(inner, known)
                if isinstance(inner, nodes.Name) and isinstance(part, Mapping) and attr in part:
                    kind: Kind = part[attr]
                    return kind
                return self._refuse(f"{_named(inner)} has no {attr}")
            case nodes.Const(value=value):
                return _kind(type(value))
            case _:
                return "any"

    def _refuse(self, why: str) -> NoReturn:
        raise TemplateInvalid(where=self._where, why=why)


def _named(node: nodes.Node | None) -> str:
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(attr=attr):
            return attr
        case _:
            return "this"
