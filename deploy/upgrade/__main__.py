"""`make upgrade`: puts this checkout in the place of what runs in the containers. docs/upgrade.md."""

from __future__ import annotations

import argparse
import sys

from deploy.local.errors import LocalError
from deploy.upgrade.check import UpgradeRefused
from deploy.upgrade.compose import Compose
from deploy.upgrade.steps import upgrade


def main() -> int:
    parser = argparse.ArgumentParser(prog="make upgrade", description=__doc__)
    parser.add_argument("--without-backup", default="", metavar="REASON", help="goes on without one; say why")
    asked = parser.parse_args()
    try:
        upgrade(Compose(), asked.without_backup.strip(), lambda line: print(f"upgrade: {line}", flush=True))
    except (UpgradeRefused, LocalError) as error:
        sys.stderr.write(f"ERROR: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
