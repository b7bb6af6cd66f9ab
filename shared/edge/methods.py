"""The methods of an address, for `Allow` in a 405 answer (RFC 9110, section 15.5.6): of all its routes together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path


@dataclass(frozen=True, slots=True)
class Methods:
    """The routes of a service, each as its path and its methods. One whose path is plain goes before a pattern."""

    routes: Sequence[tuple[str, re.Pattern[str], frozenset[str]]]

    @classmethod
    def among(cls, routes: Sequence[BaseRoute]) -> Self:
        found = iter_route_contexts(routes)
        return cls([(str(r.path), compile_path(str(r.path))[0], frozenset(r.methods or ())) for r in found])

    def of(self, path: str) -> list[str]:
        """In the order of the alphabet. Where there is `GET` there is `HEAD`."""
        plain = [methods for own, _, methods in self.routes if own == path]
        found = plain or [methods for _, pattern, methods in self.routes if pattern.match(path)]
        methods = {method for each in found for method in each}
        return sorted(methods | {"HEAD"} if "GET" in methods else methods)
