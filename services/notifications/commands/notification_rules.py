"""Use cases of notification rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.notifications.catalogue import CATALOGUE
from services.notifications.domain import notification_rules
from services.notifications.domain.notification_rules import Definition, Rule
from services.notifications.errors.notification_rules import EventTypeUnknown
from services.notifications.queries import notification_rules as queries
from services.notifications.shipped import SHIPPED
from services.notifications.store import notification_rules as store
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


async def set_rule(conn: Connection, rule_id: str, cmd: Definition, actor: Actor, now: datetime) -> queries.RuleView:
    """Adds a rule, or replaces one. It holds from the next event on. Raises EventTypeUnknown."""
    event = CATALOGUE.get(cmd.event_type)
    if event is None:
        raise EventTypeUnknown(type=cmd.event_type)
    rule = Rule(rule_id, cmd)
    changed = notification_rules.change(rule, event)
    await store.lock(conn, rule_id)
    await store.save(conn, rule, now)
    await journal.append(conn, changed, actor=actor.subject, now=now)
    return await queries.rule(conn, rule_id)


async def load_in_force(conn: Connection, event_type: str) -> list[Rule]:
    """The rules for an event type, shipped and set over HTTP, in the order of their ids."""
    shipped: Mapping[str, Rule] = {r.id: r for r in SHIPPED.values() if r.definition.event_type == event_type}
    in_force = {**shipped, **{r.id: r for r in await store.load_set(conn, event_type, shipped)}}
    return [r for _, r in sorted(in_force.items()) if r.definition.event_type == event_type]
