"""What an operator watches of messages."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

MESSAGES = Counter("masohi_messages_total", "Messages to recipients that were settled.", ["channel", "outcome"])
RULE_FAILURES = Counter(
    "masohi_notification_rule_failures_total", "Events that a rule could not tell, because a text failed.", ["rule"]
)
MESSAGES_QUEUED = Gauge("masohi_messages_queued", "Messages that wait to be sent.")
