"""What the agreements service published about organisations, the latest version of each."""

from __future__ import annotations

from collections.abc import Iterable

from services.agreements.events import OrganisationFact
from services.notifications.domain.organisations import Organisation, Organisations, as_id
from shared.postgres.pool import Connection


async def save(conn: Connection, o: OrganisationFact, version: int) -> None:
    """Saves the latest version. An older version changes nothing."""
    await conn.execute(
        "insert into organisations (id, code, name, version) values ($1, $2, $3, $4) on conflict (id) do update"
        " set code = excluded.code, name = excluded.name, version = excluded.version"
        " where excluded.version > organisations.version",
        *(o.organisation_id, o.code, o.name, version),
    )


async def load_at(conn: Connection, places: Iterable[str]) -> Organisations:
    """The organisations with one of these ids or codes."""
    texts = sorted(set(places))
    rows = await conn.fetch(
        "select id, code, name from organisations where id = any($1) or code = any($2)",
        *([id_ for id_ in map(as_id, texts) if id_], texts),
    )
    return Organisations(Organisation(**row) for row in rows)
