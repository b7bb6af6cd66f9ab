"""Backups: `python -m deploy.backup keep | take | list | healthy | recover DATA`. docs/backup.md explains all of it.

It reads these environment variables:

- `MASOHI_BACKUP`: the backup folder, on another disk or machine than the database.
- `MASOHI_BACKUP_DSN`: postgresql://masohi_backup:…@host:5432/postgres, or the path of a file with it.
- `MASOHI_BACKUP_SYNCHRONOUS`: `false` where a commit does not wait for the second disk. It may lose what docs/backup.md
  says.
- `MASOHI_BACKUP_SCHEDULE`: `false` where base backups are taken by hand only.
- `MASOHI_BACKUP_REPORT`: a folder for Prometheus's file, where it shall not lie beside the backups.
- `MASOHI_BACKUP_KEEP_WEEKS`: how long base backups stay (4).
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.backup.folder import Folder
from deploy.backup.keep import Keeper
from deploy.backup.programs import Address
from deploy.backup.recover import recover
from deploy.backup.take import Plan, take
from deploy.local.child import User
from deploy.local.errors import LocalError

STALE = timedelta(seconds=60)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.backup", description="Backups of the database.")
    parser.add_argument("what", choices=["keep", "take", "list", "healthy", "recover"])
    parser.add_argument("data", nargs="?", type=Path, help="recover: the data folder to make")
    parser.add_argument("--kind", choices=["full", "incremental"], help="take: instead of the one that is due")
    parser.add_argument("--until", type=datetime.fromisoformat, help="recover: up to this moment, with its zone")
    parser.add_argument("--owner", type=int, help="recover: the id of the user that Postgres runs as")
    parser.add_argument("--unverified", action="store_true", help="recover: from a backup that has been damaged, too")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        report = os.environ.get("MASOHI_BACKUP_REPORT")
        return _do(asked, Folder(Path(_setting("MASOHI_BACKUP")), Path(report) if report else None))
    except (LocalError, OSError) as error:
        sys.stderr.write(f"ERROR: {error}\n")
        return 1


def _do(asked: argparse.Namespace, folder: Folder) -> int:
    match asked.what:
        case "keep":
            asyncio.run(_keep(folder))
        case "take":
            print(take(folder, _address(), _plan(), asked.kind).name)
        case "list":
            for each in folder.backups():
                print(f"{each.name}  {each.bytes:>14,} bytes  {each.seconds:>8} s  from {each.start_wal}")
        case "healthy":
            return _healthy(folder)
        case "recover":
            if asked.data is None or (asked.until and asked.until.tzinfo is None):
                raise LocalError("recover needs the data folder, and --until needs its zone, such as +09:00.")
            owner = User(asked.owner, asked.owner) if asked.owner else User(os.geteuid(), os.getegid())
            found = recover(folder, asked.data, owner, asked.until, verified=not asked.unverified)
            print(f"{found.backups[-1].name}, and {found.segments} segments of the log. Start Postgres on it.")
            if found.aside:
                print(
                    f"What was kept until now is in {found.aside}; with MASOHI_BACKUP={found.aside} try another moment."
                )
    return 0


async def _keep(folder: Folder) -> None:
    synchronous = os.environ.get("MASOHI_BACKUP_SYNCHRONOUS", "true").lower() != "false"
    scheduled = os.environ.get("MASOHI_BACKUP_SCHEDULE", "true").lower() != "false"
    keeper = Keeper(folder, _address(), _plan(), synchronous, scheduled)
    keeping = asyncio.create_task(keeper.run())
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, keeping.cancel)
    try:
        await keeping
    except asyncio.CancelledError:
        if keeper.takes:
            # Nobody receives the log any more, and a thread cannot be told to end. Its programs end with this process.
            logging.shutdown()
            os._exit(0)


def _healthy(folder: Folder) -> int:
    """0 while the log is received."""
    said = folder.said("receiver.json")
    fresh = said and abs(datetime.now(UTC) - datetime.fromisoformat(said["at"])) < STALE
    return 0 if fresh and said["streaming"] else 1


def _plan() -> Plan:
    weeks = os.environ.get("MASOHI_BACKUP_KEEP_WEEKS", "4")
    if not weeks.isdigit() or not 1 <= int(weeks) <= 520:
        raise LocalError("MASOHI_BACKUP_KEEP_WEEKS is a number from 1 to 520.")
    return Plan(keep=timedelta(weeks=int(weeks)))


def _address() -> Address:
    dsn = _setting("MASOHI_BACKUP_DSN")
    return Address.of(Path(dsn).read_text().strip() if dsn.startswith("/") else dsn)


def _setting(name: str) -> str:
    if not (value := os.environ.get(name)):
        raise LocalError(f"Set {name}; see docs/backup.md.")
    return value


if __name__ == "__main__":
    sys.exit(main())
