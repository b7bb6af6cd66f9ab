"""`make rotate SECRET=training_dsn`: a new secret while the system runs.

`SECRET=kafka:pn-ambon` is an agency's account on Kafka. What others make (client secrets of the sign-on, the account at
the mail server, an issuer's keys) comes from a file: `FROM=file`. Exit code 0: done. 1: the secret stays the old one,
with the reason; or, where the line says so, the new one is in force and a container did not come back.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.doctor.compose import secrets_of, settings_of
from deploy.rotate.kinds import NEVER, TAKES_A_FILE, agency, rotations
from deploy.rotate.site import Containers, RotationFailed, Site, alone


def rotate(name: str, site: Site, given: str | None = None) -> str:
    """Renews it and returns what is left to do. Raises RotationFailed with the reason why not."""
    if reason := NEVER.get(name):
        raise RotationFailed(f"{name} is never changed: {reason}")
    with alone(site.secrets):
        return _renewed(name, site, given)


def _renewed(name: str, site: Site, given: str | None) -> str:
    if name.startswith("kafka:"):
        return agency(name.removeprefix("kafka:"), site)
    known = rotations()
    if name not in known:
        raise RotationFailed(f"there is no secret {name!r}; there are {', '.join(sorted(known))} and kafka:<agency>")
    if not (site.secrets / name).is_file():
        raise RotationFailed(f"there is no {site.secrets / name}: `make secrets`")
    if given and name not in TAKES_A_FILE:
        raise RotationFailed(f"{name} is made here: leave FROM out")
    return known[name](site, given)


def main(arguments: Sequence[str] | None = None, site: Site | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make rotate", description=__doc__)
    parser.add_argument("secret", nargs="?", default="")
    parser.add_argument("--from", dest="file", type=Path)
    options = parser.parse_args(arguments)
    try:
        given = options.file.read_text().strip() if options.file else None
        left = rotate(options.secret, site or Containers(secrets_of(settings_of())), given)
    except (RotationFailed, OSError) as error:
        print(f"ERROR: {error}", file=sys.stderr)
        return 1
    print(f"{options.secret} is new: {left}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
