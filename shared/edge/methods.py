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
    """The routes of a service, each as its path and its methods."""

    routes: Sequence[tuple[re.Pattern[str], frozenset[str]]]

    @classmethod
    def among(cls, routes: Sequence[BaseRoute]) -> Self:
        found = iter_route_contexts(routes)
        return cls([(compile_path(str(route.path))[0], frozenset(route.methods or ())) for route in found])

    def of(self, path: str) -> list[str]:
        """In the order of the alphabet. Where there is `GET` there is `HEAD`."""
        methods = {method for pattern, methods in self.routes if pattern.match(path) for method in methods}
        return sorted(methods | {"HEAD"} if "GET" in methods else methods)
