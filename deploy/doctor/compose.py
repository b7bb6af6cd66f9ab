"""The containers, looked at from their machine. The other half is inside.py, in a container on their networks."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.compose.make_secrets import STATE
from deploy.doctor import machine, reach
from deploy.doctor.backups import backups
from deploy.doctor.certificates import of_file, of_site
from deploy.doctor.findings import Finding, wrong
from deploy.doctor.secrets import secrets
from deploy.services import PREFIXES
from shared.postgres.migrate import ROOT

_SETTING = re.compile(r"""\s*(?:export\s+)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*(?:(?<=\s)#.*)?""")
"""A line of `.env`, also with a remark at its end."""


def settings_of(env_file: Path = ROOT / ".env") -> dict[str, str]:
    """What Compose would read: the environment before the file."""
    lines = env_file.read_text().splitlines() if env_file.exists() else []
    said = {found[1]: found[2] or found[3] or found[4] or "" for found in map(_SETTING.fullmatch, lines) if found}
    return said | {name: value for name, value in os.environ.items() if name.startswith("MASOHI_")}


def secrets_of(settings: Mapping[str, str]) -> Path:
    return ROOT / (settings.get("MASOHI_SECRETS") or STATE / "secrets")


def outside() -> Iterator[Finding]:
    """From this machine: secrets, clock, disk, versions, gateway, certificates; then all that `inside` finds."""
    settings = settings_of()
    folder = secrets_of(settings)
    yield from secrets(folder, settings)
    yield machine.kept_clock()
    yield from machine.versions(docker=True)
    yield machine.disk(ROOT)
    yield machine.disk(machine.docker_root())
    yield from backups(settings, machine.docker_root())
    address = settings.get("MASOHI_PUBLIC_URL") or "http://localhost:8080"
    yield from asyncio.run(reach.gateway(address, list(PREFIXES.values())))
    yield of_site(address)
    for name in ("kafka_broker", "kafka_admin", "kafka_ca"):
        yield of_file(folder / name)


def from_a_container() -> bool:
    """Runs the other half there and shows its lines. Whether all was well."""
    command = ["docker", "compose", "run", "--rm", "-T", "doctor"]
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    except OSError as error:
        print(wrong("containers", f"docker: {error.strerror}", "install Docker Engine with its compose plugin"))
        return False
