"""`make backup` and `make restore`: for the system of `make up`. Elsewhere: `python -m deploy.backup`.

A backup needs the system to run, a restore needs it to be stopped. What was there before a restore is moved aside, and
removed by nobody.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from deploy.backup.folder import Folder, Kind
from deploy.backup.prepare import prepare
from deploy.backup.recover import Recovered, recover
from deploy.backup.take import Plan, take
from deploy.local.child import User
from deploy.local.errors import LocalError
from deploy.local.instance import STATE, only_one, running
from deploy.local.kafka import Kafka
from deploy.local.stack import Ports, Stack
from deploy.postgres.bootstrap import OWNER
from deploy.restore import restore
from deploy.services import SERVICES
from shared.messaging import aiokafka_gaps

FOLDER = Path(".local/backup")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make backup | make restore", description=__doc__)
    parser.add_argument("what", choices=["take", "restore"])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--kind", choices=["full", "incremental"])
    parser.add_argument("--until", type=datetime.fromisoformat)
    parser.add_argument("--state", metavar="TEXT", help="who decided to go on without what was lost, and why")
    parser.add_argument("--broker", choices=["tansu", "kafka"], default="tansu")
    asked = parser.parse_args()
    try:
        if asked.what == "take":
            return _take(asked.folder, asked.kind)
        with only_one(STATE):
            return _restore(asked)
    except (LocalError, OSError) as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1


def _take(folder: Path, kind: Kind | None) -> int:
    if running(STATE) is None:
        raise LocalError("The local stack does not run: `make up` first.")
    stack = Stack(STATE, "tansu", Ports.fixed())
    asyncio.run(prepare(stack.superuser_dsn(), stack.passwords["backup"]))
    made = take(Folder(folder), stack.backup_address, Plan(), kind)
    print(f"{made.name}: {made.bytes:,} bytes, taken and verified in {made.seconds} s, in {folder}")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    if asked.until and asked.until.tzinfo is None:
        raise LocalError("UNTIL needs its zone, such as 2026-11-26T10:00:00+09:00.")
    stack = Stack(STATE, asked.broker, Ports.fixed())
    data, owner = stack.postgres.data_folder()
    found = _recovered_beside(Folder(asked.folder), data, owner, asked.until)
    print(f"Restored from {found.backups[-1].name} and {found.segments} segments of the log.")
    if not isinstance(stack.broker, Kafka):
        print("The broker keeps nothing: `make up` fills its topics from the journals.")
        return 0
    aiokafka_gaps.read_every_batch()
    with stack.postgres, stack.broker:
        return asyncio.run(restore(stack.dsn(OWNER), stack.kafka_settings, SERVICES, asked.state, sys.stdout))


def _recovered_beside(folder: Folder, data: Path, owner: User, until: datetime | None) -> Recovered:
    """What is there goes only when the other stands beside it: where there is none `make up` begins with nothing."""
    fresh = data.with_name("data.fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    found = recover(folder, fresh, owner, until)
    if data.exists():
        aside = data.with_name(f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        data.rename(aside)
        print(f"What was there is in {aside}")
    fresh.rename(data)
    if found.aside:
        print(f"What was kept until now is in {found.aside}: BACKUP={found.aside} tries another moment.")
    return found


if __name__ == "__main__":
    sys.exit(main())
