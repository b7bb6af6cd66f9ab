"""What Prometheus reads of the backup folder: `masohi_backup.prom`. docs/backup.md lists the figures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from deploy.backup.folder import Backup, Folder, replace_text

FILE = "masohi_backup.prom"
HELP = {
    "masohi_backup_age_seconds": "Age of the newest verified base backup, by kind, when this file was written.",
    "masohi_backup_taken_timestamp_seconds": "When the newest verified base backup was taken, by kind.",
    "masohi_backup_duration_seconds": "How long the newest one took, with its verification.",
    "masohi_backup_size_bytes": "Size of the newest one.",
    "masohi_backup_count": "Verified base backups that are kept.",
    "masohi_backup_last_failed": "1 where the last attempt failed.",
    "masohi_wal_receiver_streaming": "1 while the write-ahead log is received.",
    "masohi_wal_receiver_synchronous": "1 while a commit waits until its log is on the second disk.",
    "masohi_wal_receiver_behind_bytes": "Log that is not on the second disk yet.",
    "masohi_wal_receiver_segments": "Segments of the log that are kept.",
    "masohi_backup_report_timestamp_seconds": "When this file was written. Old: the keeper is down.",
}


def write_metrics(folder: Folder) -> None:
    lines, said = [], set[str]()
    for name, labels, value in _figures(folder, datetime.now(UTC)):
        if name not in said:
            said.add(name)
            lines += [f"# HELP {name} {HELP[name]}", f"# TYPE {name} gauge"]
        lines.append(f"{name}{labels} {value}")
    replace_text(folder.path / FILE, "\n".join(lines) + "\n")


def _figures(folder: Folder, now: datetime) -> Iterator[tuple[str, str, float]]:
    backups, receiver = folder.backups(), folder.said("receiver.json")
    newest: dict[str, Backup] = {backup.kind: backup for backup in backups}
    for name, figure in (
        ("masohi_backup_age_seconds", lambda b: round((now - b.taken_at).total_seconds(), 1)),
        ("masohi_backup_taken_timestamp_seconds", lambda b: b.taken_at.timestamp()),
        ("masohi_backup_duration_seconds", lambda b: b.seconds),
        ("masohi_backup_size_bytes", lambda b: b.bytes),
    ):
        for kind, backup in newest.items():
            yield name, f'{{kind="{kind}"}}', figure(backup)
    yield "masohi_backup_count", "", len(backups)
    yield "masohi_backup_last_failed", "", int(folder.said("last.json").get("outcome") == "failed")
    yield "masohi_wal_receiver_streaming", "", int(receiver.get("streaming", False))
    yield "masohi_wal_receiver_synchronous", "", int(receiver.get("synchronous", False))
    if "behind_bytes" in receiver:
        yield "masohi_wal_receiver_behind_bytes", "", receiver["behind_bytes"]
    yield "masohi_wal_receiver_segments", "", sum(1 for _ in folder.wal.iterdir())
    yield "masohi_backup_report_timestamp_seconds", "", time.time()
