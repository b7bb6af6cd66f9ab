"""Records about notification rules."""

from __future__ import annotations

from services.notifications.events.recipients import Channel
from services.notifications.events.topics import NotificationsRecord


class RuleChanged(NotificationsRecord, type="notifications.record.rule-changed", key="rule_id"):
    """A notification rule was added or replaced."""

    rule_id: str
    event_type: str
    channels: list[Channel]
    active: bool
