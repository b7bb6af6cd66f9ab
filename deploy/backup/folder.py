"""The backup folder: base backups, the write-ahead log, and what is known of them.

base/20261126T170000Z-full/          a base backup
base/20261126T170000Z-full.json      what is known of it; there once it is verified
base/20261127T170000Z-incremental/   what changed since the backup that its JSON names as `parent`
wal/                                 every segment since the oldest base backup
receiver.json, last.json             what the receiver does, and how the last backup ended
masohi_backup.prom                   the same for Prometheus
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from deploy.local.errors import LocalError

Kind = Literal["full", "incremental"]


@dataclass(frozen=True, slots=True)
class Backup:
    """One verified base backup. `start_wal` is the first segment that it needs."""

    name: str
    kind: Kind
    parent: str | None
    taken_at: datetime
    seconds: float
    bytes: int
    start_wal: str


class Folder:
    """`report`: where Prometheus's file goes instead, so that who reads that need not see the backups."""

    def __init__(self, path: Path, report: Path | None = None) -> None:
        self.path = path.resolve()
        self.report = report or self.path
        self.base, self.wal, self.log = self.path / "base", self.path / "wal", self.path / "backup.log"

    def make(self) -> None:
        """It holds everything that the database holds: only its owner may enter it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in (self.base, self.wal):
            each.mkdir(mode=0o700, exist_ok=True)

    def backups(self) -> list[Backup]:
        """The verified ones, the oldest first."""
        return [_read(path) for path in sorted(self.base.glob("*.json"))]

    def add(self, made: Path, backup: Backup) -> None:
        """The record comes last: a folder without one is no backup."""
        made.rename(self.base / backup.name)
        replace_text(self.base / f"{backup.name}.json", json.dumps(asdict(backup), default=str))

    def remove(self, backup: Backup) -> None:
        (self.base / f"{backup.name}.json").unlink()
        shutil.rmtree(self.base / backup.name)

    def remove_unfinished(self) -> None:
        for path in self.base.iterdir():
            if path.is_dir() and not path.with_name(f"{path.name}.json").exists():
                shutil.rmtree(path)

    def say(self, name: str, what: dict[str, Any]) -> None:
        replace_text(self.path / name, json.dumps(what, default=str))

    def said(self, name: str) -> dict[str, Any]:
        path = self.path / name
        return json.loads(path.read_text()) if path.exists() else {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One at a time takes, removes or brings back. LocalError where somebody is at it."""
        self.make()
        with (self.path / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LocalError(f"A backup or a restore is under way in {self.path}: wait for its end.") from None
            yield


def _read(path: Path) -> Backup:
    found = json.loads(path.read_text())
    return Backup(**found | {"taken_at": datetime.fromisoformat(found["taken_at"])})


def replace_text(path: Path, text: str) -> None:
    """A reader sees the old text or the new one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text)
    fresh.rename(path)


def chain(backups: Sequence[Backup], last: Backup) -> list[Backup]:
    """What `last` needs, from its full backup on. LocalError where a link is missing."""
    by_name, found = {each.name: each for each in backups}, [last]
    while parent := found[0].parent:
        if parent not in by_name:
            raise LocalError(f"{last.name} needs {parent}, which is gone.")
        found.insert(0, by_name[parent])
    return found


def outdated(backups: Sequence[Backup], now: datetime, keep: timedelta) -> list[Backup]:
    """Chains whose last backup is older than `keep`. The newest chain stays, however old it is."""
    chains: list[list[Backup]] = []
    for backup in backups:
        if backup.kind == "full":
            chains.append([])
        if chains:
            chains[-1].append(backup)
    return [each for found in chains[:-1] if found[-1].taken_at < now - keep for each in reversed(found)]


def unneeded_wal(names: Sequence[str], backups: Sequence[Backup]) -> list[str]:
    """Segments from before the oldest backup, on any timeline. Nothing where there is no backup."""
    if not backups:
        return []
    oldest = min(backup.start_wal[8:] for backup in backups)
    return [name for name in names if is_segment(name) and name[8:24] < oldest]


def is_segment(name: str) -> bool:
    """`000000010000000000000007`, or the one that is being written, `….partial`."""
    stem = name.removesuffix(".partial")
    return len(stem) == 24 and all(c in "0123456789ABCDEF" for c in stem)
