"""What every view of one thing needs."""

from __future__ import annotations

from typing import Any

from shared.errors import NotFound
from shared.postgres.pool import Row

VERSION = "stream_version(id::text) as version"


def found_or_refuse(row: Row | None, what: str, wanted: object) -> dict[str, Any]:
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
