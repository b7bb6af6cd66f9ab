"""Use cases of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.notifications import errors, queries
from services.notifications.domain import rule as rules
from services.notifications.domain.rule import Definition, Rule
from services.notifications.heard import HEARD
from services.notifications.shipped import SHIPPED
from services.notifications.store import rules as store
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


async def set_rule(conn: Connection, rule_id: str, cmd: Definition, actor: Actor, now: datetime) -> queries.RuleView:
    """A new rule, or other words, audience or channels for one; it holds from the next event on."""
    event = HEARD.get(cmd.event_type)
    if event is None:
        raise errors.UnknownEventType(type=cmd.event_type)
    rule = Rule(rule_id, cmd)
    changed = rules.change(rule, event)
    await store.lock_rule(conn, rule_id)
    await store.save_rule(conn, rule, now)
    await journal.append(conn, changed, actor=actor.subject, now=now)
    return await queries.rule(conn, rule_id)


async def rules_for(conn: Connection, event_type: str) -> list[Rule]:
    """The rules of an event type, shipped and set, in the order of their ids."""
    shipped: Mapping[str, Rule] = {r.id: r for r in SHIPPED.values() if r.definition.event_type == event_type}
    in_force = {**shipped, **{r.id: r for r in await store.set_rules(conn, event_type, shipped)}}
    return [r for _, r in sorted(in_force.items()) if r.definition.event_type == event_type]
