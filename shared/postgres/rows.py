"""Rows that a query asks for by id."""

from __future__ import annotations

from typing import Any

from shared.errors import NotFound
from shared.postgres.pool import Row


def found(row: Row | None, what: str, wanted: object) -> dict[str, Any]:
    """The row's values by column. Raises NotFound, which names `what` was wanted."""
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
