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
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from deploy.local.errors import LocalError

log = logging.getLogger(__name__)

SEGMENT = 16 * 1024 * 1024
LOG_BYTES = 10 * 1024 * 1024
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
        self.base, self.wal = self.path / "base", self.path / "wal"
        self.log, self.lock = self.path / "backup.log", self.path / "lock"

    def make(self) -> None:
        """It holds everything that the database holds: only its owner may enter it.

        What root makes in it, for a restore, belongs to whom the folder belongs: the keeper must not be shut out."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.base, self.wal):
            if not folder.exists():
                folder.mkdir(mode=0o700)
                self._hand_over(folder)
        for file in (self.lock, self.log):
            if not file.exists():
                file.touch(mode=0o600)
                self._hand_over(file)

    def shorten_log(self) -> None:
        """What fails again and again says so each time: the log and the one before it stay small."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.before"))
            self.make()

    def set_aside(self, now: datetime) -> Path:
        """What is kept until now stays together, whole, as a backup folder of its own; this one begins anew."""
        aside = self.path / f"until-{now:%Y%m%dT%H%M%SZ}"
        aside.mkdir(mode=0o700)
        self._hand_over(aside)
        for each in (self.base, self.wal):
            each.rename(aside / each.name)
        self.make()
        return aside

    def _hand_over(self, made: Path) -> None:
        if os.geteuid() == 0:
            owner = self.path.stat()
            os.chown(made, owner.st_uid, owner.st_gid)

    def backups(self) -> list[Backup]:
        """The verified ones, the oldest first: by the log, which no clock can set back."""
        return sorted(filter(None, map(_read, self.base.glob("*.json"))), key=lambda each: (each.start_wal, each.name))

    def add(self, made: Path, backup: Backup) -> None:
        """The record comes last: a folder without one is no backup."""
        made.rename(self.base / backup.name)
        replace_text(self.base / f"{backup.name}.json", json.dumps(asdict(backup), default=str), lasting=True)

    def remove(self, backup: Backup) -> None:
        (self.base / f"{backup.name}.json").unlink()
        shutil.rmtree(self.base / backup.name)

    def remove_unfinished(self) -> None:
        for path in self.base.iterdir():
            if path.is_dir() and not path.with_name(f"{path.name}.json").exists():
                shutil.rmtree(path)

    def empty_unmade_segments(self) -> None:
        """Where the disk was full when the receiver made room for a segment, that is too short, and nothing is in it:
        the receiver would refuse it for ever, and nothing would be recorded."""
        for path in self.wal.glob("*.partial"):
            if path.stat().st_size not in {0, SEGMENT} and not path.read_bytes().strip(b"\0"):
                os.truncate(path, 0)

    def say(self, name: str, what: dict[str, Any]) -> None:
        replace_text(self.path / name, json.dumps(what, default=str))

    def said(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self.path / name).read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One at a time takes, removes or brings back. LocalError where somebody is at it."""
        self.make()
        with self.lock.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LocalError(f"A backup or a restore is under way in {self.path}: wait for its end.") from None
            yield


def _read(path: Path) -> Backup | None:
    """None for a record that is damaged or on a bad place of the disk: its backup does not count, and the others do."""
    try:
        found = json.loads(path.read_text())
        return Backup(**found | {"taken_at": datetime.fromisoformat(found["taken_at"])})
    except FileNotFoundError:  # what is outdated goes in that moment
        return None
    except (OSError, ValueError, TypeError, LookupError) as error:
        log.error("%s cannot be read, so its backup does not count: %s", path, error)
        return None


def replace_text(path: Path, text: str, *, lasting: bool = False) -> None:
    """A reader sees the old text or the new one. `lasting`: it is on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w") as file:
        file.write(text)
        if lasting:
            file.flush()
            os.fsync(file.fileno())
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
    """The first chain whose last backup is older than `keep`. The newest chain stays, however old it is.

    One at a time: a clock that runs ahead for an hour does not take all that was kept."""
    chains: list[list[Backup]] = []
    for backup in backups:
        if backup.kind == "full":
            chains.append([])
        if chains:
            chains[-1].append(backup)
    old = next((found for found in chains[:-1] if found[-1].taken_at < now - keep), [])
    return old[::-1]


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
