"""The platform's metrics. Names and units follow the Prometheus guidelines; a service has its own `metrics.py`."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

FACTS = Counter("masohi_facts_total", "Facts written to the journal.", ["type"])
REFUSALS = Counter("masohi_refusals_total", "Commands refused.", ["slug"])

JOURNAL_POSITION = Gauge("masohi_journal_position", "Position of the journal's last fact.")

OUTBOX_ROWS = Gauge("masohi_outbox_rows", "Facts that wait for the relay.")
OUTBOX_AGE = Gauge("masohi_outbox_oldest_seconds", "Age of the oldest fact that waits for the relay.")
OUTBOX_BLOCKED = Gauge("masohi_outbox_blocked_keys", "Keys the relay has stopped because a fact cannot be published.")
RELAY_ACTIVE = Gauge("masohi_relay_active", "1 where this process is the active relay.")
RELAYED = Counter("masohi_relayed_total", "Messages acknowledged by the broker.", ["topic"])

CONSUMED = Counter("masohi_consumed_total", "Messages read from Kafka, by outcome.", ["topic", "outcome"])
EVENT_SECONDS = Histogram(
    "masohi_event_seconds", "Handling of one event.", ["type"], buckets=(0.002, 0.01, 0.05, 0.25, 1, 5)
)
EVENT_FAILURES = Counter("masohi_event_failures_total", "Events whose handling failed, each try.", ["type"])
CONSUME_SECONDS = Histogram("masohi_consume_batch_seconds", "From reading a batch to its commit.", ["topic"])
CONSUMER_LAG = Gauge("masohi_consumer_lag", "Messages that wait to be handled.", ["topic", "partition"])
CONSUMER_STILL = Gauge(
    "masohi_consumer_still_seconds",
    "Since a reader last moved where messages wait; 0 where none do.",
    ["topic", "partition"],
)
CONSUMER_FAILURES = Counter("masohi_consumer_failures_total", "Readers that failed and were replaced by a new one.")
CONSUMER_STUCK = Gauge(
    "masohi_consumer_stuck", "How often readers failed in a row at the same place.", ["topic", "partition"]
)
DEAD_LETTERS = Gauge("masohi_dead_letters_waiting", "Dead letters that wait for an operator.")
DEAD_LETTERS_AGE = Gauge("masohi_dead_letters_oldest_seconds", "Age of the oldest dead letter that waits.")
DATABASE_BEHIND = Gauge("masohi_database_behind", "1 while the database is older than Kafka: nothing is published.")
RETRIES = Counter(
    "masohi_retries_total", "Work that was tried again after an error that goes away by itself.", ["what"]
)
PURGED = Counter("masohi_purged_rows_total", "Rows that were removed because they were old.", ["what"])

WAITING = Gauge("masohi_waiting", "Things that wait for someone.", ["kind"])
WAITING_OLDEST = Gauge("masohi_waiting_oldest_seconds", "Age of the oldest thing that waits.", ["kind"])
DATA_REQUESTS = Gauge("masohi_data_requests", "Requests of persons about their data: open, and overdue.", ["state"])
DECISION_DOUBTS = Gauge("masohi_decision_doubts", "Decisions by a birth date since corrected, which nobody looked at.")

SEAL_OVERDUE = Gauge("masohi_seal_overdue_seconds", "How long the journal's next daily seal has been due.")
VERIFICATIONS = Counter("masohi_journal_verifications_total", "Stored verifications, by how they ended.", ["outcome"])
JOURNAL_FLAWS = Counter("masohi_journal_flaws_total", "Chains and seals of the journal that were found not to fit.")

READY = Gauge("masohi_ready", "1 where the service can serve requests.")
DEGRADED = Gauge("masohi_degraded", "1 where a part on the way to or from Kafka is behind.", ["part"])
ISSUER_KEYS_AGE = Gauge("masohi_issuer_keys_age_seconds", "Since the token issuer's keys were last read.")
SIGN_ONS = Counter("masohi_sign_ons_total", "Sign-ons to the pages, by what became of them.", ["outcome"])
HTTP_REFUSED = Counter("masohi_http_refused_total", "Connections refused or cut off before or beside a route.", ["why"])

HTTP_SECONDS = Histogram("masohi_http_request_seconds", "Requests by route.", ["method", "route", "status"])
UPLOADS = Counter("masohi_uploads_total", "Files sent to us, by what became of them.", ["outcome"])
UPLOAD_BYTES = Counter("masohi_upload_bytes_total", "Bytes received in files.")
UPLOAD_CHECK_SECONDS = Histogram("masohi_upload_check_seconds", "Examination of one file in its own process.")
POOL = Gauge("masohi_pool_connections", "Connections to the database: busy, idle, and the limit.", ["state"])
LOOP_DELAY = Histogram(
    "masohi_event_loop_delay_seconds",
    "How late the process came to work that was due at a moment: what every request waits, too.",
    buckets=(0.005, 0.02, 0.1, 0.5, 2),
)
SCHEDULER_DELAY = Gauge("masohi_scheduler_delay_seconds", "How late the last turn of time-driven work began.")
JOB_SECONDS = Histogram(
    "masohi_job_seconds", "A turn of one kind of time-driven work.", ["job"], buckets=(0.01, 0.1, 1, 10, 60)
)
JOB_RUNS = Counter("masohi_job_runs_total", "Runs of time-driven work.", ["job", "outcome"])
JOB_DONE = Counter("masohi_job_items_total", "What time-driven work has done.", ["job"])
