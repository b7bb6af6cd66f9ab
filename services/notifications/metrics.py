"""What an operator watches of messages."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

MESSAGES = Counter("masohi_messages_total", "Messages to recipients that were settled.", ["channel", "outcome"])
MESSAGES_QUEUED = Gauge("masohi_messages_queued", "Messages that wait to be sent.")
