"""Where the backups of the containers lie: on another disk than the data, for their keeper alone, and with room."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.doctor.findings import Finding, all_of, wrong
from deploy.doctor.machine import disk
from shared.postgres.migrate import ROOT

WHAT = "backups"
KEEPER = 10001
"""The user of its container."""


def backups(settings: Mapping[str, str], data: Path) -> Iterator[Finding]:
    """`data` is where the containers' volumes are."""
    where = settings.get("MASOHI_BACKUP", "")
    if not where.startswith(("/", ".")):
        yield wrong(
            WHAT, "they lie on the disk of the data", "set MASOHI_BACKUP to a folder on another one: docs/backup.md"
        )
        return
    folder = ROOT / where
    if not folder.is_dir():
        yield wrong(WHAT, f"there is no folder {folder}", f"install -d -o {KEEPER} -g {KEEPER} -m 700 {folder}")
        return
    yield from all_of(WHAT, str(folder), _problems(folder, data))
    yield disk(folder)


def _problems(folder: Path, data: Path) -> Iterator[Finding]:
    found = folder.stat()
    if found.st_uid != KEEPER:
        yield wrong(WHAT, f"{folder} belongs to user {found.st_uid}", f"chown {KEEPER}:{KEEPER} {folder}")
    if stat.S_IMODE(found.st_mode) & 0o077:
        yield wrong(WHAT, f"others may enter {folder}", f"chmod 700 {folder}")
    if data.exists() and found.st_dev == data.stat().st_dev:
        yield wrong(WHAT, f"{folder} is on the disk of the data", "take another disk: with this one both are lost")
