"""After a restore Postgres goes on under a new timeline. The receiver first asks for the rest of the old one from where
the folder ends. Postgres refuses that where the old one ended there or before, as after a crash right behind a base
backup: nobody would ever receive again. An empty segment of the new timeline then says where to begin."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from deploy.backup.folder import SEGMENT, Folder, is_segment
from deploy.backup.programs import Address, Programs

log = logging.getLogger(__name__)

_END = re.compile(r"(?:^|\|)(\d+)\t([0-9A-F]+)/([0-9A-F]+)\t", re.MULTILINE)
_A_LOG = 0x1_0000_0000 // SEGMENT


@dataclass(frozen=True, slots=True)
class Timelines:
    """The server's present one, and where each one before ended: timeline → position in the log."""

    present: int
    ends: dict[int, int]


def asked(programs: Programs, at: Address) -> Timelines:
    """Raises LocalError."""
    present = int(_told(programs, at, "IDENTIFY_SYSTEM").split("|")[1])
    found = _END.findall(_told(programs, at, f"TIMELINE_HISTORY {present}")) if present > 1 else []
    return Timelines(present, {int(timeline): (int(high, 16) << 32) + int(low, 16) for timeline, high, low in found})


def follow(folder: Folder, server: Timelines) -> None:
    """Makes that segment where it is needed. What the old timeline has beyond its end goes aside: nobody plays it."""
    newest = max((path for path in folder.wal.iterdir() if is_segment(path.name)), key=_place, default=None)
    if newest is None:
        return
    number, timeline = _place(newest)
    end = server.ends.get(timeline)
    if end is None or (number + (newest.suffix != ".partial")) * SEGMENT < end:
        return
    aside = folder.path / "beyond"
    for path in [path for path in folder.wal.iterdir() if is_segment(path.name) and _place(path)[0] > end // SEGMENT]:
        aside.mkdir(mode=0o700, exist_ok=True)
        path.rename(aside / path.name)
    following = min([each for each in server.ends if each > timeline], default=server.present)
    (folder.wal / f"{_named(following, end // SEGMENT)}.partial").touch()
    log.warning("the log goes on under timeline %d", following)


def _place(path: Path) -> tuple[int, int]:
    """The number of the segment, and its timeline."""
    timeline, high, low = (int(path.name[start : start + 8], 16) for start in (0, 8, 16))
    return high * _A_LOG + low, timeline


def _named(timeline: int, number: int) -> str:
    return f"{timeline:08X}{number // _A_LOG:08X}{number % _A_LOG:08X}"


def _told(programs: Programs, at: Address, command: str) -> str:
    words = ["--no-psqlrc", "--tuples-only", "--no-align", "--dbname", "replication=true", "--command", command]
    return programs.ask("psql", *words, at=at)
