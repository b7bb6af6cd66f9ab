"""JSON objects that say a name once. RFC 8259 lets a reader choose which of two counts: here nobody chooses."""

from __future__ import annotations

import json
from typing import Any


class NameTwice(ValueError):
    """An object has this name twice. The message quotes nothing: a name may be personal too."""

    def __init__(self, name: str) -> None:
        super().__init__("the name is there twice")
        self.name = name


def need_names_once(raw: bytes) -> None:
    """Raises NameTwice. What is no JSON at all is for others to refuse."""
    try:
        json.loads(raw, object_pairs_hook=_once, parse_int=_any, parse_float=_any)
    except NameTwice:
        raise
    except (ValueError, RecursionError):
        return


def _any(_figures: str) -> None:
    """A number is not looked at, however long it is."""


def _once(pairs: list[tuple[str, Any]]) -> None:
    seen = set[str]()
    for name, _ in pairs:
        if name in seen:
            raise NameTwice(name)
        seen.add(name)
