"""`make verify-journal`: recomputes every chain and every seal of the stack that `make up` runs.

For another database set MASOHI_VERIFY_DSN, and MASOHI_SEAL_TRUSTED to the public keys that you trust. deploy/verify.py
explains both, and the exit codes.
"""

from __future__ import annotations

import json
import os
import sys

from deploy import verify
from deploy.local.instance import STATE
from deploy.local.stack import Ports, database_dsn
from deploy.postgres.bootstrap import OWNER
from shared.seal_key import SealKey, trust


def main() -> int:
    if os.environ.get("MASOHI_VERIFY_DSN"):
        return verify.main()
    secrets = STATE / "secrets.json"
    if not secrets.exists():
        print("ERROR: the local stack has never run here: `make up` first, or set MASOHI_VERIFY_DSN.", file=sys.stderr)
        return verify.UNKNOWN
    saved = json.loads(secrets.read_text())
    keys = trust([SealKey.of(saved["seal_key"]).public]) if "seal_key" in saved else {}
    return verify.run(database_dsn(OWNER, saved[OWNER], Ports.fixed().postgres), sys.argv[1:], keys)


if __name__ == "__main__":
    sys.exit(main())
