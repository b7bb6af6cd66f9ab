"""Lists come in pages: a size, a cursor, and whether there is more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=200)]
"""The parameter `limit` of a list: how many items one page has at most."""


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor for the following one (`?after=`), null at the end."""

    items: list[Item]
    next: str | None = None


def page(items: Sequence[Any], limit: int, cursor: Callable[[Any], object]) -> dict[str, Any]:
    """`items` has been read with `limit + 1`: the one too many shows that there is more."""
    more = len(items) > limit
    items = items[:limit]
    return {"items": items, "next": str(cursor(items[-1])) if more else None}
