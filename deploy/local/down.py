"""`make down`: stops a local stack whose terminal is gone."""

from __future__ import annotations

import os
import signal
import sys
import time

from deploy.local.instance import STATE, running

_TIMEOUT_S = 60


def main() -> int:
    pid = running(STATE)
    if pid is None:
        print("The local stack does not run.")
        return 0
    os.kill(pid, signal.SIGTERM)
    for _ in range(_TIMEOUT_S * 10):
        if running(STATE) is None:
            print("Stopped.")
            return 0
        time.sleep(0.1)
    print(f"Process {pid} has not stopped within {_TIMEOUT_S} s.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
