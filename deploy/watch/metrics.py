"""What the watch measures of the machines and servers around the services."""

from __future__ import annotations

from functools import partial

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client import Gauge as _Gauge

REGISTRY = CollectorRegistry()
"""Of its own: what it borrows of the services brings their gauges along, and they would stand at 0 here."""
Gauge = partial(_Gauge, registry=REGISTRY)
ProcessCollector(registry=REGISTRY)

SEEN = Gauge("masohi_watch_seen", "1 where the watch saw all of this part at its last look.", ["part"])

POSTGRES_UP = Gauge("masohi_postgres_up", "1 where Postgres answers.")
DATABASE_BYTES = Gauge("masohi_postgres_database_bytes", "Size of the database.")
OLDEST_TRANSACTION = Gauge(
    "masohi_postgres_oldest_transaction_seconds", "Age of the oldest transaction of a client: it holds back cleaning."
)
ARCHIVER_FAILED = Gauge("masohi_postgres_archiver_failed", "1 where the last try to archive a WAL file failed.")
REPLICATION_LAG = Gauge(
    "masohi_postgres_replication_lag_bytes", "WAL that a standby or a receiver has not confirmed.", ["name"]
)
WAL_RECEIVER_UP = Gauge("masohi_wal_receiver_up", "1 where the receiver of WAL is connected.")
COMMITS_WAIT = Gauge("masohi_postgres_commits_wait", "1 where a commit waits until the receiver of WAL has it.")

KAFKA_UP = Gauge("masohi_kafka_up", "1 where Kafka answers.")
UNDER_REPLICATED = Gauge("masohi_kafka_partitions_under_replicated", "Partitions with fewer replicas in step than set.")
OFFLINE = Gauge("masohi_kafka_partitions_offline", "Partitions without a leader: nobody can write or read them.")
CONTROLLER_KNOWN = Gauge("masohi_kafka_controller_known", "1 where the cluster names its controller.")

PROBE_LAST_SUCCESS = Gauge(
    "masohi_probe_last_success_timestamp_seconds",
    "When the answer to a probe last came back; the start of the watch where none has yet.",
)
PROBE_SECONDS = Gauge(
    "masohi_probe_seconds", "How long the last probe was on its way; unknown where it did not come back."
)

DISK_FREE = Gauge("masohi_disk_free_bytes", "What an ordinary program can still write.", ["mount"])
DISK_SIZE = Gauge("masohi_disk_size_bytes", "Size of the file system.", ["mount"])
CERTIFICATE_EXPIRES = Gauge(
    "masohi_certificate_expires_timestamp_seconds", "When the certificate that a server shows ends.", ["name"]
)
CLOCK_OFFSET = Gauge("masohi_clock_offset_seconds", "Another machine's clock, less the clock of the watch.", ["of"])
BACKUP_LAST_SUCCESS = Gauge("masohi_backup_last_success_timestamp_seconds", "When the last good backup ended.")
