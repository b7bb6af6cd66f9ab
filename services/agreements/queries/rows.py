"""One row as a view: its version, and the refusal if it does not exist."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.agreements.events import AgreementKind
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row

VERSION = "stream_version(id::text) as version"


def found_or_refuse(row: Row | None, what: str, wanted: object) -> dict[str, Any]:
    """The columns of a row. Raises NotFound if there is no row; `what` and `wanted` are its figures."""
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)


async def require_agreement(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> None:
    """Raises NotFound if there is no agreement of this kind with this id."""
    row = await conn.fetchrow("select from agreements where id = $1 and kind = $2", agreement_id, kind)
    found_or_refuse(row, f"{kind} agreement", agreement_id)
