"""Known vulnerabilities in the pinned requirements. A dated list of exceptions ignores one until its day.

`python -m deploy.audit requirements/*.txt` fails on a vulnerability that is not in that list. If the vulnerability
service cannot be reached, it prints NOT AUDITED and passes, because a closed network must not stop the work.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

EXCEPTIONS = Path(__file__).with_name("audit-exceptions.toml")


def main(files: Sequence[str]) -> int:
    excepted = _exceptions()
    found, unaudited = [], set[str]()
    for dependency in {d["name"]: d for file in files for d in _audit(file)}.values():
        if "skip_reason" in dependency:
            unaudited.add(dependency["name"])
        found += [(dependency["name"], v["id"]) for v in dependency.get("vulns", []) if v["id"] not in excepted]
    for name, vulnerability in found:
        print(f"{name}: {vulnerability}: update it, or except it with a date in {EXCEPTIONS.name}", file=sys.stderr)
    if unaudited:
        print(f"NOT AUDITED: no answer from the vulnerability service for {len(unaudited)} packages.", file=sys.stderr)
    return bool(found)


def _audit(file: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pip_audit", "-r", file, "--require-hashes", "--disable-pip", "-f", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if not done.stdout.startswith("{"):
        print(f"NOT AUDITED: {file}: no answer from the vulnerability service", file=sys.stderr)
        return []
    dependencies: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return dependencies


def _exceptions() -> set[str]:
    today = datetime.now(UTC).date()
    entries = tomllib.loads(EXCEPTIONS.read_text()).get("exception", [])
    return {entry["id"] for entry in entries if entry["until"] >= today}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
