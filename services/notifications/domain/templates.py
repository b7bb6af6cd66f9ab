"""Texts with the fields of an event filled in: a small, safe part of Jinja.

Coordinators and operators write templates. A template can print fields, choose and list. It cannot call, calculate or
assign, and it has no loop inside a loop, so that it cannot run long or reach other data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment

from services.notifications.errors.templates import TemplateInvalid
from services.notifications.events import Language
from shared.clock import local_day
from shared.languages import format_day, format_duration

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
    *(nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Keyword, nodes.List, nodes.Tuple),
)
_NAMES = "organisation names"
"""No template can name a variable with a space in it."""


class _Environment(SandboxedEnvironment):
    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Fields of an event are items. Only the loop variable has attributes that a template may print."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


@pass_context
def _day(context: Context, text: str) -> str:
    day = local_day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
    return format_day(day, context["language"])


@pass_context
def _hours(context: Context, minutes: int) -> str:
    return format_duration(minutes, context["language"], minus="-")


@pass_context
def _organisation(context: Context, place: str | None) -> str:
    """The name of the organisation with this id or code. An unknown organisation is printed by its id or code."""
    return "-" if place is None else str(context[_NAMES].get(place, place))


def _environment() -> _Environment:
    environment = _Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    allowed: dict[str, Callable[..., Any]] = {name: FILTERS[name] for name in ("join", "length", "lower", "upper")}
    environment.filters = allowed | {"day": _day, "hours": _hours, "organisation": _organisation}
    return environment


_ENVIRONMENT = _environment()


def check(source: str, fields: Iterable[str], where: str) -> None:
    """Raises TemplateInvalid: bad syntax, a construct that is not allowed, or a field that the event does not have."""
    try:
        tree = _ENVIRONMENT.parse(source)
        # Before it is compiled: the compiler evaluates constants, however large they get.
        _check_constructs(tree, where)
        _compiled(source)
    except TemplateError as error:
        raise TemplateInvalid(where=where, why=str(error)) from None
    if unknown := meta.find_undeclared_variables(tree) - {*fields, "language"}:
        raise TemplateInvalid(where=where, why=f"the event has no {', '.join(sorted(unknown))}")


def _check_constructs(tree: nodes.Template, where: str) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise TemplateInvalid(where=where, why=f"{type(node).__name__} is not allowed")
    if any(True for loop in tree.find_all(nodes.For) for _ in loop.find_all(nodes.For)):
        raise TemplateInvalid(where=where, why="a loop inside a loop is not allowed")


def render(source: str, data: Mapping[str, Any], names: Mapping[str, str], language: Language) -> str:
    """The text. Raises TemplateError (jinja2), TypeError or ValueError where the data does not fit the template."""
    return _compiled(source).render({**data, "language": language, _NAMES: names})


@lru_cache(maxsize=2000)
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)
