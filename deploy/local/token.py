"""`make token ROLE=clerk`: a bearer token for the local stack that `make up` keeps in .local."""

from __future__ import annotations

import argparse
import sys

from deploy.local.instance import STATE
from deploy.local.issuer import Issuer
from deploy.local.stack import Ports


def main() -> int:
    parser = argparse.ArgumentParser(prog="make token", description=__doc__)
    parser.add_argument("--role", action="append", required=True, help="a role, or several with commas")
    parser.add_argument("--organisation", help="the id of the caller's organisation")
    parser.add_argument("--subject", default="me")
    options = parser.parse_args()
    if not (STATE / "issuer").exists():
        print("The local stack has never run here: `make up` first.", file=sys.stderr)
        return 1
    roles = [role for value in options.role for role in value.split(",")]
    issuer = Issuer(STATE / "issuer", Ports.fixed().issuer)
    print(issuer.token(*roles, subject=options.subject, organisation=options.organisation))
    return 0


if __name__ == "__main__":
    sys.exit(main())
