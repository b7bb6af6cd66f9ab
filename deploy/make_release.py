"""Makes a release of what stands under [Unreleased]: `python -m deploy.make_release 0.2.0 [--must-not-be-skipped WHY]`.

It gives that part of CHANGELOG.md a heading, names the migrations that are new in releases.toml, keeps what its events
promise (contracts.py), and raises the version in shared/version.py and pyproject.toml. Then commit, and tag the commit
`v0.2.0`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from deploy import contracts
from deploy.releases import read
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT, migrations_of
from shared.version import parsed

UNRELEASED = "## [Unreleased]"
_HEADING = re.compile(r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)


class ReleaseRefused(Exception):
    """It cannot be made a release; nothing was written."""


def all_migrations() -> list[str]:
    """The names of today's files, the platform's first."""
    names = [migration.name for service in SERVICES for migration in migrations_of(service)]
    return list(dict.fromkeys(names))


def headings(changelog: str) -> list[tuple[str, str]]:
    """Version and day of each part, in their order; [Unreleased] has no day."""
    return [(found[1], found[2] or "") for found in _HEADING.finditer(changelog)]


def make(
    root: Path, version: str, today: date, names: Sequence[str], promised: Mapping[str, Any], skip: str = ""
) -> list[str]:
    """Writes the five files; returns the migrations of the release. Raises ReleaseRefused."""
    file, log = root / "deploy/releases.toml", root / "CHANGELOG.md"
    releases, text = read(file), log.read_text()
    _check(version, headings(text), text)
    new = [name for name in names if name not in releases.named]
    log.write_text(text.replace(UNRELEASED, f"{UNRELEASED}\n\n## [{version}] - {today}", 1))
    with file.open("a") as out:
        out.write(_entry(version, today, new, skip))
    (root / "deploy" / contracts.NAME).write_text(contracts.written(promised))
    _set_version(root / "shared/version.py", r'^VERSION = "[^"]+"', f'VERSION = "{version}"')
    _set_version(root / "pyproject.toml", r'^version = "[^"]+"', f'version = "{version}"')
    return new


def _check(version: str, found: Sequence[tuple[str, str]], text: str) -> None:
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise ReleaseRefused(f"{version} is no version: three numbers with dots")
    if not found or found[0][0] != "Unreleased":
        raise ReleaseRefused("CHANGELOG.md does not begin with [Unreleased]")
    if len(found) > 1 and parsed(version) <= parsed(found[1][0]):
        raise ReleaseRefused(f"{version} does not come after {found[1][0]}")
    if not _HEADING.split(text)[3].strip():
        raise ReleaseRefused("nothing stands under [Unreleased]")


def _entry(version: str, today: date, names: Sequence[str], skip: str) -> str:
    lines = ["", "[[release]]", f'version = "{version}"', f"day = {today}"]
    lines += [f"must_not_be_skipped = {json.dumps(skip, ensure_ascii=False)}"] if skip else []
    return "\n".join([*lines, "migrations = [", *(f'    "{name}",' for name in names), "]", ""])


def _set_version(file: Path, pattern: str, line: str) -> None:
    text, count = re.subn(pattern, line, file.read_text(), count=1, flags=re.MULTILINE)
    if count != 1:
        raise ReleaseRefused(f"{file} has no version")
    file.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.make_release", description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--must-not-be-skipped", default="", metavar="WHY")
    asked = parser.parse_args()
    try:
        new = make(
            *(ROOT, asked.version, date.today(), all_migrations()),  # noqa: DTZ011
            *(contracts.today(), asked.must_not_be_skipped),
        )
    except ReleaseRefused as error:
        sys.exit(f"ERROR: {error}")
    print(f"{asked.version}: {len(new)} migrations. Commit it, and tag the commit v{asked.version}.")


if __name__ == "__main__":
    main()
