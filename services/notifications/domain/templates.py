"""Texts with the fields of an event filled in: a small, safe part of Jinja.

Coordinators and operators write templates. A template can print fields, choose and list. It cannot call, calculate or
assign. It has no loop inside a loop and little depth, and what it prints is bounded, so that it cannot run long, need
much memory or reach other data. `templates_fields` checks what it does with each field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment

from services.notifications.domain.templates_fields import Kind, check_fields
from services.notifications.errors.templates import TemplateInvalid
from services.notifications.events import Language
from shared.clock import LOCAL_ZONE, local_day
from shared.languages import format_day, format_duration

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr),
    *(nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Keyword, nodes.List, nodes.Tuple),
)
_NAMES = "organisation names"
"""No template can name a variable with a space in it."""
DEEPEST = 20
"""Brackets, blocks and operators within each other. Shipped texts need eight."""
LONGEST = 20_000
"""Characters of a text."""
LARGEST = 300
"""Parts of a template: names, texts, operators. The largest that ships has 67."""


class _Environment(SandboxedEnvironment):
    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Fields of an event are items. Only the loop variable has attributes that a template may print."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


@pass_context
def _day(context: Context, text: str | None) -> str:
    if text is None:
        return "-"
    day = local_day(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
    return format_day(day, context["language"])


def _clock(text: str | None) -> str:
    """The local time of a moment: `14.00`. A day has none."""
    return f"{datetime.fromisoformat(text).astimezone(LOCAL_ZONE):%H.%M}" if text and "T" in text else "-"


@pass_context
def _hours(context: Context, minutes: int | None) -> str:
    return "-" if minutes is None else format_duration(minutes, context["language"], minus="-")


@pass_context
def _organisation(context: Context, place: str | None) -> str:
    """The name of the organisation with this id or code. An unknown organisation is printed by its id or code."""
    return "-" if place is None else str(context[_NAMES].get(place, place))


def _environment() -> _Environment:
    environment = _Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    allowed: dict[str, Callable[..., Any]] = {name: FILTERS[name] for name in ("join", "length", "lower", "upper")}
    environment.filters = allowed | {"clock": _clock, "day": _day, "hours": _hours, "organisation": _organisation}
    return environment


_ENVIRONMENT = _environment()


def check(source: str, kinds: Mapping[str, Kind], where: str) -> None:
    """`kinds` are those of the event's fields.

    Raises TemplateInvalid: bad syntax, a construct that is not allowed, too deep, or a field that the event does not
    have or that is of another kind."""
    try:
        tree = _ENVIRONMENT.parse(source)
        # Before it is compiled: the compiler evaluates constants, however large they get.
        _check_constructs(tree, where)
        check_fields(tree, {**kinds, "language": "text"}, where)
        _compiled(source)
    except (RecursionError, MemoryError, SyntaxError):
        raise TemplateInvalid(where=where, why="it is nested too deep") from None
    except TemplateError as error:
        raise TemplateInvalid(where=where, why=str(error)) from None


def _check_constructs(tree: nodes.Template, where: str) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise TemplateInvalid(where=where, why=f"{type(node).__name__} is not allowed")
    if any(True for loop in tree.find_all(nodes.For) for _ in loop.find_all(nodes.For)):
        raise TemplateInvalid(where=where, why="a loop inside a loop is not allowed")
    if sum(1 for _ in tree.find_all(nodes.Node)) > LARGEST:
        raise TemplateInvalid(where=where, why=f"it has more than {LARGEST} parts")
    if _depth(tree) > DEEPEST:
        raise TemplateInvalid(where=where, why=f"it is nested more than {DEEPEST} deep")


def _depth(node: nodes.Node) -> int:
    return 1 + max(map(_depth, node.iter_child_nodes()), default=0)


def render(source: str, data: Mapping[str, Any], names: Mapping[str, str], language: Language) -> str:
    """The text. Raises TextTooLong, or another exception where the data does not fit the template."""
    parts, length = [], 0
    for part in _compiled(source).generate({**data, "language": language, _NAMES: names}):
        parts.append(part)
        length += len(part)
        if length > LONGEST:
            raise TextTooLong(f"more than {LONGEST} characters")
    return "".join(parts)


class TextTooLong(ValueError):
    """What the template prints for an event is longer than a message may be."""


@lru_cache(maxsize=2000)
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)
