"""What every service writes in its queries: the version of a row, and a row that must exist."""

from __future__ import annotations

from typing import Any

from shared.errors import NotFound
from shared.postgres.pool import Row

VERSION = "stream_version(id::text) as version"
"""A column of a query: the version of the row's stream in the journal. It becomes the ETag."""

Columns = Row | dict[str, Any]
"""Values by column."""


def found(row: Row | None, what: str, wanted: object) -> dict[str, Any]:
    """The row's values by column. Raises NotFound, which names `what` was wanted."""
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
