"""Our images, and what deploy/Dockerfile puts into each: a base, pinned packages, and files of this project."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.markers import Marker

from deploy.compose.collect import collect
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
DEVELOPMENT = ROOT / "requirements" / "dev.txt"
_PINNED = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
LINUX = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A package of PyPI in a version; `hashes` are those of its files, of which one is installed."""

    name: str
    version: str
    hashes: tuple[str, ...]
    asked_for_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    name: str
    stage: str
    base: str
    """The official image that it begins with."""
    lock: Path | None
    only: frozenset[str] = frozenset()
    """Of its lock only these, if there are any."""
    more: frozenset[str] = frozenset()
    """Beside its lock these of the development lock."""
    service: str = ""

    def packages(self) -> list[Package]:
        if self.lock is None:
            return []
        found = [each for each in _read(self.lock) if not self.only or each.name in self.only]
        found += [each for each in _read(DEVELOPMENT) if each.name in self.more]
        return sorted(found, key=lambda each: each.name)

    def files(self) -> list[Path]:
        """Files of this project, relative to its root."""
        return list(_files(self.stage, self.service))


def images() -> list[Image]:
    python, locks = _argument("PYTHON"), ROOT / "requirements"
    services = [
        Image(f"masohi-{name.replace('_', '-')}", "service", python, locks / f"{name}.txt", service=name)
        for name in SERVICES
    ]
    operations = locks / "operations.txt"
    return [
        *services,
        Image("masohi-operations", "operations", python, operations),
        Image("masohi-backup", "backup", python, operations, more=_picked("backup")),
        Image("masohi-mail", "mail", python, DEVELOPMENT, _picked("mail")),
        Image("masohi-gateway", "gateway", _argument("CADDY"), None),
    ]


def _picked(stage: str) -> frozenset[str]:
    """What its environment picks out of the development lock."""
    part = DOCKERFILE.read_text().partition(f" AS {stage}-environment\n")[2].partition("\nFROM ")[0]
    found = re.search(r"wanted = /\^\(?([a-z|-]+)\)?==/", part)
    assert found, f"the packages of {stage}"
    return frozenset(found[1].split("|"))


def _read(lock: Path) -> list[Package]:
    return list(locked(lock.read_text(), python_version()))


def locked(text: str, python: str) -> Iterator[Package]:
    """The packages of a lock file that are installed on Linux with this Python."""
    for block in re.split(r"\n(?=[a-z0-9])", text):
        found = _PINNED.match(block)
        if found and _applies(found["marker"], python):
            asked = tuple(sorted(set(re.findall(r"^    # (?:via |  )([a-z0-9][\w.-]*)", block, re.MULTILINE))))
            yield Package(found["name"], found["version"], tuple(sorted(_HASH.findall(block))), asked)


def _applies(marker: str | None, python: str) -> bool:
    full = {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python}
    return marker is None or Marker(marker.strip()).evaluate(LINUX | full)


def python_version() -> str:
    """Of the images, such as 3.13.11."""
    return _argument("PYTHON").partition(":")[2].partition("-")[0]


def _argument(name: str) -> str:
    found = re.search(rf"^ARG {name}=(\S+)$", DOCKERFILE.read_text(), re.MULTILINE)
    assert found, name
    return found[1]


def _collected(stage: str) -> list[str]:
    """The words behind `collect /app` in the stage that gathers the files."""
    found = re.search(
        rf"^FROM tree AS {stage}-files\n(?:ARG [^\n]*\n)?RUN python -m deploy\.compose\.collect /app (.*?) && ",
        *(DOCKERFILE.read_text(), re.MULTILINE | re.DOTALL),
    )
    return shlex.split(found[1].replace("\\\n", " ")) if found else []


@cache
def _files(stage: str, service: str) -> tuple[Path, ...]:
    wanted = [Path(word.replace("${SERVICE}", service)) for word in _collected(stage)]
    return tuple(sorted(collect(ROOT, [path for each in wanted for path in _expanded(each)])))


def _expanded(path: Path) -> list[Path]:
    return [each.relative_to(ROOT) for each in ROOT.glob(str(path))] if "*" in str(path) else [path]
