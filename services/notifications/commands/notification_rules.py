"""Use cases of notification rules."""

from __future__ import annotations

from datetime import datetime

from services.notifications.catalogue import CATALOGUE
from services.notifications.commands.messages import tell_missed
from services.notifications.domain import notification_rules
from services.notifications.domain.notification_rules import Definition, Rule
from services.notifications.errors.notification_rules import EventTypeUnknown
from services.notifications.queries import notification_rules as queries
from services.notifications.store import notification_rules as store
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


async def set_rule(conn: Connection, rule_id: str, cmd: Definition, actor: Actor, now: datetime) -> queries.RuleView:
    """Adds a rule, or replaces one. It holds from the next event on, and for events that it missed: see `tell`.

    Raises EventTypeUnknown, EventFieldUnknown, TemplateInvalid."""
    event = CATALOGUE.get(cmd.event_type)
    if event is None:
        raise EventTypeUnknown(type=cmd.event_type)
    rule = Rule(rule_id, cmd)
    changed = notification_rules.change(rule, event)
    await store.lock(conn, rule_id)
    await store.save(conn, rule, now)
    await journal.append(conn, changed, actor=actor.subject, now=now)
    await tell_missed(conn, rule, now)
    return await queries.rule(conn, rule_id)
