"""Every metric of our own, named once. Names and units follow the Prometheus guidelines."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

FACTS = Counter("masohi_facts_total", "Facts written to the journal.", ["type"])
REFUSALS = Counter("masohi_refusals_total", "Commands refused.", ["slug"])

OUTBOX_ROWS = Gauge("masohi_outbox_rows", "Facts that wait for the relay.")
OUTBOX_AGE = Gauge("masohi_outbox_oldest_seconds", "Age of the oldest fact that waits for the relay.")
OUTBOX_BLOCKED = Gauge("masohi_outbox_blocked_keys", "Keys the relay has stopped because a fact cannot be published.")
RELAY_ACTIVE = Gauge("masohi_relay_active", "1 where this process is the active relay.")
RELAYED = Counter("masohi_relayed_total", "Messages acknowledged by the broker.", ["topic"])

CONSUMED = Counter("masohi_consumed_total", "Messages taken from Kafka.", ["topic", "outcome"])
CONSUME_SECONDS = Histogram("masohi_consume_batch_seconds", "From taking a batch to its commit.", ["topic"])
CONSUMER_LAG = Gauge("masohi_consumer_lag", "Messages not yet taken.", ["topic", "partition"])
DEAD_LETTERS = Gauge("masohi_dead_letters_waiting", "Dead letters that wait for an operator.")

HTTP_SECONDS = Histogram("masohi_http_request_seconds", "Requests by route.", ["method", "route", "status"])
JOB_RUNS = Counter("masohi_job_runs_total", "Runs of time-driven work.", ["job", "outcome"])
JOB_DONE = Counter("masohi_job_items_total", "What time-driven work has done.", ["job"])

MESSAGES = Counter("masohi_messages_total", "Messages to recipients that were settled.", ["channel", "outcome"])
MESSAGES_QUEUED = Gauge("masohi_messages_queued", "Messages that wait to be sent.")

OBLIGATIONS_OVERDUE = Gauge("masohi_obligations_overdue", "Obligations overdue now, of agreements in force.")
