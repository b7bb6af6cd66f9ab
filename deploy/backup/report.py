"""What Prometheus reads of the backup folder: `masohi_backup.prom`. docs/backup.md lists the figures."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from deploy.backup.folder import Folder, replace_text

FILE = "masohi_backup.prom"
HELP = {
    "masohi_backup_age_seconds": "Age of the newest verified base backup, by kind, when this file was written.",
    "masohi_backup_taken_timestamp_seconds": "When the newest verified base backup was taken, by kind.",
    "masohi_backup_duration_seconds": "How long the newest one took, with its verification.",
    "masohi_backup_size_bytes": "Size of the newest one.",
    "masohi_backup_count": "Verified base backups that are kept.",
    "masohi_backup_last_failed": "1 where the last attempt failed.",
    "masohi_backup_disk_free_bytes": "What can still be written on the disk of the backups.",
    "masohi_backup_disk_size_bytes": "Size of that disk.",
    "masohi_wal_receiver_streaming": "1 while the write-ahead log is received.",
    "masohi_wal_receiver_synchronous": "1 while a commit waits until its log is on the second disk.",
    "masohi_wal_receiver_behind_bytes": "Log that is not on the second disk yet.",
    "masohi_wal_receiver_segments": "Segments of the log that are kept.",
    "masohi_backup_report_timestamp_seconds": "When this file was written. Old: the keeper is down.",
}


def write_metrics(folder: Folder) -> None:
    figures, lines = list(_figures(folder, datetime.now(UTC))), list[str]()
    for name, meaning in HELP.items():
        samples = [f"{name}{labels} {value}" for known, labels, value in figures if known == name]
        if samples:
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", *samples]
    replace_text(folder.report / FILE, "\n".join(lines) + "\n")


def _figures(folder: Folder, now: datetime) -> Iterator[tuple[str, str, float]]:
    backups, receiver = folder.backups(), folder.said("receiver.json")
    for kind, newest in {backup.kind: backup for backup in backups}.items():
        label = f'{{kind="{kind}"}}'
        yield "masohi_backup_age_seconds", label, round((now - newest.taken_at).total_seconds(), 1)
        yield "masohi_backup_taken_timestamp_seconds", label, newest.taken_at.timestamp()
        yield "masohi_backup_duration_seconds", label, newest.seconds
        yield "masohi_backup_size_bytes", label, newest.bytes
    yield "masohi_backup_count", "", len(backups)
    yield "masohi_backup_last_failed", "", int(folder.said("last.json").get("outcome") == "failed")
    disk = shutil.disk_usage(folder.path)
    yield "masohi_backup_disk_free_bytes", "", disk.free
    yield "masohi_backup_disk_size_bytes", "", disk.total
    yield "masohi_wal_receiver_streaming", "", int(receiver.get("streaming", False))
    yield "masohi_wal_receiver_synchronous", "", int(receiver.get("synchronous", False))
    if "behind_bytes" in receiver:
        yield "masohi_wal_receiver_behind_bytes", "", receiver["behind_bytes"]
    yield "masohi_wal_receiver_segments", "", sum(1 for _ in folder.wal.iterdir())
    yield "masohi_backup_report_timestamp_seconds", "", time.time()
