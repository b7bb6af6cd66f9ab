"""What an operator watches of messages."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

MESSAGES = Counter("masohi_messages_total", "Messages to recipients that were settled.", ["channel", "outcome"])
RULE_FAILURES = Counter(
    "masohi_notification_rule_failures_total", "Events that a rule could not tell, because a text failed.", ["rule"]
)
CIRCULARS = Gauge("masohi_circulars", "Circulars, by how far they are acknowledged.", ["state"])
CIRCULAR_RECIPIENTS = Gauge(
    "masohi_circular_recipients", "Who must acknowledge a circular: has done it, is late, or has time.", ["state"]
)
MESSAGES_QUEUED = Gauge("masohi_messages_queued", "Messages that wait to be sent.")
MESSAGES_REFUSED = Gauge(
    "masohi_messages_refused_seconds", "How long the mail server has refused the message that it has refused longest."
)
MAIL_PAUSED = Gauge("masohi_mail_paused_seconds", "How long no mail server has taken messages; 0 while they flow.")
DATA_BREACHES = Gauge(
    "masohi_data_breaches", "Failures to protect personal data that somebody must still be told of.", ["state"]
)
