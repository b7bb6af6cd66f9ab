"""Official images where no registry can be reached: `python -m deploy.compose.images`, which `make secrets` runs too.

Compose asks for one release, such as `postgres:18.6`. An engine that cannot pull it may hold `postgres:18`. Then that
image takes the longer name as well, and a line says so. Where a registry answers, nothing is done here: Compose pulls.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import yaml

from deploy.compose.digests import bases
from shared.postgres.migrate import ROOT

_VERSION = re.compile(r"^(v?)(\d+(?:\.\d+)*)(.*)$")
_PULL_S = 120


def official() -> list[str]:
    """The images that are not made here, and those that ours begin with."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    named = [service["image"] for service in services if "build" not in service]
    return sorted({*named, *bases((ROOT / "deploy" / "Dockerfile").read_text()).values()})


def wider(image: str) -> Iterator[str]:
    """The same image by shorter tags, the longest first: 3.13.11-slim, then 3.13-slim, then 3-slim."""
    name, _, tag = image.rpartition(":")
    if found := _VERSION.match(tag):
        numbers = found[2].split(".")
        for count in range(len(numbers) - 1, 0, -1):
            yield f"{name}:{found[1]}{'.'.join(numbers[:count])}{found[3]}"


def stand_in(image: str) -> str | None:
    """Names a local image of the same line `image`, where that is neither here nor to be had. Returns which one."""
    if _docker("image", "inspect", image):
        return None
    held = next((each for each in wider(image) if _docker("image", "inspect", each)), None)
    if held is None or _docker("pull", "--quiet", image) or not _docker("tag", held, image):
        return None
    return held


def main() -> None:
    if shutil.which("docker") is None:
        return
    for image in official():
        if held := stand_in(image):
            print(f"{image} cannot be pulled: {held}, which is here, takes its name")


def _docker(*words: str) -> bool:
    try:
        done = subprocess.run(
            ["docker", *words], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PULL_S
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()
