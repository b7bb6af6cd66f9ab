"""`make token ROLE=clerk`: a bearer token for the local stack that `make up` keeps in .local."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from deploy.local.issuer import Issuer

STATE = Path(".local/up")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make token", description=__doc__)
    parser.add_argument("--role", action="append", required=True, help="a role; more than one with commas")
    parser.add_argument("--organisation", help="the id of the caller's organisation")
    parser.add_argument("--subject", default="me")
    said = parser.parse_args()
    if not (STATE / "issuer").exists():
        print("The local stack has never run here: `make up` first.", file=sys.stderr)
        return 1
    roles = [role for given in said.role for role in given.split(",")]
    print(Issuer(STATE / "issuer").token(*roles, subject=said.subject, organisation=said.organisation))
    return 0


if __name__ == "__main__":
    sys.exit(main())
