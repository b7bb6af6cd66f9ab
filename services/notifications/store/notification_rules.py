"""Notification rules that were set over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from services.notifications.domain.notification_rules import Definition, Rule
from shared.postgres.pool import Connection


async def lock(conn: Connection, rule_id: str) -> None:
    """Locks the name of a rule: a shipped rule may have no row yet."""
    await conn.execute("select pg_advisory_xact_lock(hashtext('notifications-rule'), hashtext($1))", rule_id)


async def save(conn: Connection, rule: Rule, now: datetime) -> None:
    await conn.execute(
        "insert into rules (id, event_type, definition, changed_at) values ($1, $2, $3, $4) on conflict (id) do update"
        " set event_type = excluded.event_type, definition = excluded.definition, changed_at = excluded.changed_at",
        *(rule.id, rule.definition.event_type, rule.definition.model_dump_json(), now),
    )


async def load_set(conn: Connection, event_type: str, shipped: Iterable[str]) -> list[Rule]:
    """The rules for an event type that were set over HTTP, and those that replace one of the `shipped` rules."""
    rows = await conn.fetch(
        "select id, definition from rules where event_type = $1 or id = any($2)", event_type, list(shipped)
    )
    return [Rule(row["id"], Definition.model_validate_json(row["definition"])) for row in rows]
