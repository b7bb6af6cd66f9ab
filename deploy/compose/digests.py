"""Pins every official image by its digest: `make digests` pulls them and writes deploy/compose/digests.yml.

A tag such as `postgres:18.6` may be pushed again with other content; a digest cannot. Add the file to COMPOSE_FILE. Run
the command again after each change of a tag, and look at what changed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from shared.postgres.migrate import ROOT

OUT = ROOT / "deploy" / "compose" / "digests.yml"
HEAD = "# Written by `make digests`. COMPOSE_FILE=docker-compose.yml:deploy/compose/digests.yml\n"

Digest = Callable[[str], str]
"""NAME:TAG → NAME:TAG@sha256:…"""


def pinned(compose: dict[str, Any], bases: dict[str, str], digest: Digest) -> dict[str, Any]:
    """The override file: official images by digest, and the bases of our own."""
    arguments = {name: digest(image) for name, image in bases.items()}
    return {
        "services": {
            name: {"build": {"args": arguments}} if "build" in service else {"image": digest(service["image"])}
            for name, service in compose["services"].items()
        }
    }


def bases(dockerfile: str) -> dict[str, str]:
    """The official images that ours begin with, by the name of their build argument."""
    return dict(re.findall(r"^ARG ([A-Z]+)=(\S+:\S+)$", dockerfile, re.MULTILINE))


def pulled(image: str) -> str:
    """Asks the registry. Raises SystemExit with Docker's own words."""
    for command in (["pull", "--quiet", image], ["image", "inspect", "--format", '{{join .RepoDigests "\\n"}}', image]):
        done = subprocess.run(["docker", *command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{image}: {done.stderr.strip()}")
    found = re.search(r"@(sha256:[0-9a-f]{64})", done.stdout)
    if not found:
        sys.exit(f"{image}: this engine knows no digest of it; it did not come from a registry")
    return f"{image}@{found[1]}"


def main(out: Path = OUT) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    out.write_text(HEAD + yaml.safe_dump(pinned(compose, bases(dockerfile), pulled), sort_keys=True))
    print(out)


if __name__ == "__main__":
    main()
