"""Takes a base backup with pg_basebackup, proves it with pg_verifybackup, and removes what is old."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.backup.folder import SEGMENT, Backup, Folder, Kind, chain, outdated, unneeded_wal
from deploy.backup.programs import Address, Programs
from deploy.backup.report import write_metrics
from deploy.local.errors import LocalError

_LEFT_FOR_THE_LOG = 16 * SEGMENT
_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """When a backup is due, and how long it stays."""

    full_every: timedelta = timedelta(days=7)
    every: timedelta = timedelta(days=1)
    keep: timedelta = timedelta(weeks=4)

    def due(self, folder: Folder, now: datetime) -> Kind | None:
        """A day after the last one; a full one where that is a week old, or where there is none."""
        backups = folder.backups()
        full = [each for each in backups if each.kind == "full"]
        if not full or _is_over(full[-1], self.full_every, now):
            return "full"
        return "incremental" if _is_over(backups[-1], self.every, now) else None


def _is_over(last: Backup, span: timedelta, now: datetime) -> bool:
    """Also where it says a time to come: a clock ran ahead then, and nobody knows how old it is."""
    return not -_CLOCKS_DIFFER <= now - last.taken_at < span


def take(folder: Folder, at: Address, plan: Plan, kind: Kind | None = None, now: datetime | None = None) -> Backup:
    """Takes one of the kind that is due, else an incremental one. A failure is recorded, then raised as LocalError."""
    with folder.locked():
        folder.remove_unfinished()
        now = now or datetime.now(UTC)
        try:
            backup = _taken(folder, at, plan, kind or plan.due(folder, now) or "incremental", now)
        except (LocalError, OSError) as error:
            with suppress(OSError):
                folder.remove_unfinished()
            folder.say("last.json", {"outcome": "failed", "at": now, "why": str(error)})
            write_metrics(folder)
            raise
        folder.say("last.json", {"outcome": "taken", "at": now, "name": backup.name})
        _remove_old(folder, plan, now)
        write_metrics(folder)
        return backup


def _taken(folder: Folder, at: Address, plan: Plan, kind: Kind, now: datetime) -> Backup:
    """A full one instead, where an incremental one cannot be had: after a restore the summaries begin anew."""
    backups = folder.backups()
    if kind == "incremental" and backups:
        _need_room(folder, plan, kind, now)
        try:
            return _base(folder, at, backups[-1], now)
        except LocalError:
            folder.remove_unfinished()
    _need_room(folder, plan, "full", now)
    return _base(folder, at, None, now)


def _base(folder: Folder, at: Address, parent: Backup | None, now: datetime) -> Backup:
    programs, began = Programs(folder.log), time.monotonic()
    kind: Kind = "incremental" if parent else "full"
    name = f"{now:%Y%m%dT%H%M%S}Z-{kind}"
    made = folder.base / f"{name}.new"
    since = [f"--incremental={folder.base / parent.name / 'backup_manifest'}"] if parent else []
    programs.run(
        *(f"Taking a backup ({kind})", "pg_basebackup", "--pgdata", str(made)),
        *("--checkpoint=fast", "--wal-method=stream", *since),
        at=at,
    )
    programs.run("Verifying the backup", "pg_verifybackup", "--quiet", str(made))
    backup = Backup(
        *(name, kind, parent.name if parent else None, now),
        seconds=round(time.monotonic() - began, 2),
        bytes=sum(path.stat().st_size for path in made.rglob("*") if path.is_file()),
        start_wal=_start_wal(made),
    )
    if parent:
        links = [folder.base / each.name for each in chain(folder.backups(), parent)]
        programs.run(
            *("Trying to combine the backups", "pg_combinebackup", "--dry-run", "--output", f"{made}.combined"),
            *(str(path) for path in (*links, made)),
        )
    folder.add(made, backup)
    return backup


def _need_room(folder: Folder, plan: Plan, kind: Kind, now: datetime) -> None:
    """As much as the last one of its kind, and a quarter more. Raises LocalError: a disk that a backup has filled takes
    no log, and then nothing is recorded. What is old goes before where there is too little."""
    like = [each.bytes for each in folder.backups() if each.kind == kind]
    needed = (like[-1] * 5 // 4 if like else 0) + _LEFT_FOR_THE_LOG
    if _free(folder) < needed:
        _remove_old(folder, plan, now)
    if (free := _free(folder)) < needed:
        raise LocalError(f"{folder.path} has {free:,} bytes free, and a backup ({kind}) needs {needed:,}: make room.")


def _free(folder: Folder) -> int:
    return shutil.disk_usage(folder.path).free


def _start_wal(made: Path) -> str:
    ranges = json.loads((made / "backup_manifest").read_text())["WAL-Ranges"]
    return segment_of(ranges[0]["Timeline"], ranges[0]["Start-LSN"])


def segment_of(timeline: int, lsn: str) -> str:
    """The name of the segment that holds this position."""
    high, low = (int(part, 16) for part in lsn.split("/"))
    return f"{timeline:08X}{high:08X}{low // SEGMENT:08X}"


def _remove_old(folder: Folder, plan: Plan, now: datetime) -> None:
    for backup in outdated(folder.backups(), now, plan.keep):
        folder.remove(backup)
    for name in unneeded_wal([path.name for path in folder.wal.iterdir()], folder.backups()):
        (folder.wal / name).unlink()
