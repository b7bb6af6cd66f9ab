"""Which notification rules are in force."""

from __future__ import annotations

from collections.abc import Mapping

from services.notifications.domain.notification_rules import Rule
from services.notifications.shipped import SHIPPED
from services.notifications.store import notification_rules as store
from shared.postgres.pool import Connection


async def load_in_force(conn: Connection, event_type: str) -> list[Rule]:
    """The rules for an event type, shipped and set over HTTP, in the order of their ids."""
    shipped: Mapping[str, Rule] = {r.id: r for r in SHIPPED.values() if r.definition.event_type == event_type}
    in_force = {**shipped, **{r.id: r for r in await store.load_set(conn, event_type, shipped)}}
    return [r for _, r in sorted(in_force.items()) if r.definition.event_type == event_type]
