"""`make drill`: a loaded system loses its database, gets it back from the backups, and every fact is counted.

It runs on a stack of its own, in a folder that is thrown away. Exit code 1: something was lost or doubled that must not
be. docs/backup.md says what the figures mean.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from deploy.drill.drill import drill
from deploy.local.errors import LocalError
from deploy.local.stack import Ports, Stack
from shared.messaging import aiokafka_gaps


def main() -> int:
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument("--broker", choices=["tansu", "kafka"], default="tansu")
    parser.add_argument("--asynchronous", action="store_true", help="the log is not received for the last moments")
    asked = parser.parse_args()
    aiokafka_gaps.read_every_batch()
    with tempfile.TemporaryDirectory(prefix="masohi-drill-") as folder:
        state = Path(folder)
        stack = Stack(state, asked.broker, Ports.free(), fast=True, backup=state / "backup")
        assert stack.keeper
        stack.keeper.synchronous = not asked.asynchronous
        try:
            stack.start(lambda line: _say(f"starting {line} …"))
            result = asyncio.run(drill(stack, lag=asked.asynchronous, say=_say))
        except LocalError as error:
            print(f"ERROR: {error}", file=sys.stderr)
            return 1
        finally:
            stack.stop()
    print("\n".join(result.lines))
    return 1 if result.flaws else 0


def _say(line: str) -> None:
    print(f"  {datetime.now(UTC):%H:%M:%S} {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
