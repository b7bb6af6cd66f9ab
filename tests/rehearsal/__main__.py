"""`make rehearse-upgrade`: the release before runs here under load, and is upgraded to this checkout. docs/upgrade.md.

Exit code 0: no request failed, fewer than one of a hundred had to be sent again, and no fact is lost or doubled.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from deploy.local.errors import LocalError
from tests.rehearsal.before import unpacked
from tests.rehearsal.rehearse import rehearse
from tests.rehearsal.system import OldStack


def main() -> int:
    parser = argparse.ArgumentParser(prog="make rehearse-upgrade", description=__doc__)
    parser.add_argument("--before", metavar="COMMIT", help="the newest tag v…, or where there is none the base")
    parser.add_argument("--broker", choices=["tansu", "kafka"], default="tansu")
    parser.add_argument("--seconds", type=float, default=60.0, help="of load before and after the upgrade, together")
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="masohi-rehearsal-") as folder:
            before = unpacked(Path(folder, "tree"), asked.before)
            say(f"From {before.name} to this checkout, on {asked.broker}.")
            stack = OldStack(before, Path(folder, "state"), asked.broker)
            outcome = rehearse(stack, asked.seconds, lambda line: say(f"  {line}"))
    except LocalError as error:
        sys.exit(f"ERROR: {error}")
    say(str(outcome))
    return 0 if outcome.good else 1


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
