"""`make verify-journal`: recomputes every chain and every seal of the stack that `make up` keeps in .local.

Another database: set MASOHI_VERIFY_DSN, and MASOHI_SEAL_TRUSTED to the public keys whose seals count; see
deploy/verify.py, also for what the exit codes say.
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
    known = json.loads(secrets.read_text())
    keys = trust([SealKey.of(known["seal_key"]).public]) if "seal_key" in known else {}
    return verify.run(database_dsn(OWNER, known[OWNER], Ports.fixed().postgres), sys.argv[1:], keys)


if __name__ == "__main__":
    sys.exit(main())
