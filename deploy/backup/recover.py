"""Makes a data folder of a base backup and the write-ahead log. Postgres plays the log when it starts on it.

The folder needs nothing else afterwards: the log lies in it. Postgres goes on under a new timeline, so that no segment
in the backup folder is written twice.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.backup.folder import Backup, Folder, chain, is_segment
from deploy.backup.programs import Programs
from deploy.local.child import User
from deploy.local.errors import LocalError

_RECOVERY = """
# Written by the restore of {now}. The log lies in pg_wal: there is nothing to fetch.
restore_command = 'false'
recovery_target_timeline = 'latest'
recovery_target_action = 'promote'
recovery_target_time = '{until}'
# Nobody is let in before the log is played: until then it could only be read.
hot_standby = off
# What is written before a receiver comes stays for it.
wal_keep_size = '512MB'
"""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the data folder was made of."""

    backups: list[Backup]
    segments: int
    aside: Path | None = None
    """Up to a moment: the backup folder of all that was kept until now, from where another moment can be tried."""


def recover(
    folder: Folder, data: Path, owner: User, until: datetime | None = None, *, verified: bool = True
) -> Recovered:
    """Fills `data`, which does not exist or is empty. Up to the log's end, or up to a moment.

    LocalError where there is no backup, where one is no longer what was verified, or where the folder holds something.
    """
    data = data.resolve()
    if data.is_mount():
        raise LocalError(f"{data} is a disk of its own, which cannot be exchanged: name a folder in it.")
    if data.exists() and any(data.iterdir()):
        raise LocalError(f"{data} is not empty: move it away first. A restore writes over nothing.")
    with folder.locked():
        links = chain(folder.backups(), _last(folder, until))
        made = data.with_name(f"{data.name}.restored")
        shutil.rmtree(made, ignore_errors=True)
        programs = Programs(folder.log)
        names = [str(folder.base / link.name) for link in links]
        if verified:
            _verify(programs, names)
        programs.run("Combining the backups", "pg_combinebackup", "--output", str(made), *names)
        segments = _lay_in_wal(folder, made / "pg_wal", links[-1])
        _ask_for_recovery(made, None if until and _is_behind_the_log(folder, until) else until)
        _give(made, owner)
        shutil.rmtree(data, ignore_errors=True)
        made.rename(data)
        aside = folder.set_aside(datetime.now(UTC)) if until else None
    return Recovered(links, segments, aside)


def _verify(programs: Programs, names: Sequence[str]) -> None:
    """Once more: it may be weeks ago, and disks forget."""
    for name in names:
        try:
            programs.run("Verifying the backup", "pg_verifybackup", "--quiet", name)
        except LocalError as error:
            raise LocalError(f"{error} {name} is damaged. --unverified takes it as it is.") from None


def _last(folder: Folder, until: datetime | None) -> Backup:
    """Postgres cannot stop at a moment that lies within a backup: it must have ended before."""
    found = [each for each in folder.backups() if until is None or each.taken_at + _lasted(each) < until]
    if not found:
        raise LocalError(f"There is no verified backup in {folder.base}" + (f" from before {until}." if until else "."))
    return found[-1]


def _lasted(backup: Backup) -> timedelta:
    return timedelta(seconds=backup.seconds)


def _is_behind_the_log(folder: Folder, until: datetime) -> bool:
    """Nothing was written after that moment. Postgres refuses a target that its log does not reach."""
    written = [path.stat().st_mtime for path in folder.wal.iterdir() if is_segment(path.name)]
    return max(written, default=0.0) < until.timestamp()


def _lay_in_wal(folder: Folder, target: Path, backup: Backup) -> int:
    """Also the segment that was being written when the receiver ended: it is read as far as it goes."""
    laid = 0
    for path in sorted(folder.wal.iterdir()):
        name = path.name.removesuffix(".partial")
        if path.suffix == ".history" or (is_segment(name) and name[8:24] >= backup.start_wal[8:]):
            if path.suffix == ".partial" and (folder.wal / name).exists():
                continue
            shutil.copyfile(path, target / name)
            laid += 1
    return laid


def _ask_for_recovery(data: Path, until: datetime | None) -> None:
    moment = f"{until.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f+00}" if until else ""
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(_RECOVERY.format(now=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}", until=moment))
    (data / "recovery.signal").touch()


def _give(data: Path, owner: User) -> None:
    """Postgres starts only on a folder of its own user, closed to others."""
    data.chmod(0o700)
    if owner.uid != os.geteuid():
        for path in (data, *data.rglob("*")):
            os.chown(path, *owner)
