"""`make upgrade`: puts this checkout in the place of what runs in the containers. docs/upgrade.md."""

from __future__ import annotations

import argparse
import sys

from deploy.doctor.compose import secrets_of, settings_of
from deploy.local.errors import LocalError
from deploy.rotate.site import RotationFailed, alone
from deploy.upgrade.check import UpgradeRefused
from deploy.upgrade.compose import Compose
from deploy.upgrade.steps import upgrade


def main() -> int:
    parser = argparse.ArgumentParser(prog="make upgrade", description=__doc__)
    parser.add_argument("--without-backup", default="", metavar="REASON", help="goes on without one; say why")
    asked = parser.parse_args()
    try:
        system = Compose()
        with alone(secrets_of(settings_of())):
            upgrade(system, asked.without_backup.strip(), lambda line: print(f"upgrade: {line}", flush=True))
    except (UpgradeRefused, LocalError, RotationFailed, OSError) as error:
        sys.stderr.write(f"ERROR: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
