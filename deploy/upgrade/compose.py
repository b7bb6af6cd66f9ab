"""The system in containers (deploy/compose/README.md), as an upgrade sees it."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.doctor.compose import secrets_of, settings_of
from deploy.local.errors import LocalError
from deploy.services import SERVICES
from deploy.upgrade.check import UpgradeRefused
from shared.postgres.migrate import ROOT
from shared.seal_key import SealKey, trusted
from shared.version import VERSION

READY_WITHIN_S, ENDS_WITHIN_S = 180, 40
OWNER_DSN = "/run/secrets/masohi_owner_dsn"


class Compose:
    """Runs `docker compose` in the project's root. `.env` there, or COMPOSE_FILE, says which files."""

    def __init__(self) -> None:
        if shutil.which("docker") is None:
            raise LocalError("Docker is not installed on this machine: run the upgrade where the containers are.")

    def can_back_up(self) -> bool:
        return "backup" in self._running()

    def back_up(self) -> None:
        self._do("exec", "-T", "backup", "python", "-m", "deploy.backup", "take")

    def check(self) -> None:
        _need_names_of_their_own(settings_of().get("MASOHI_VERSION", ""))
        self._do("build")
        self._job("python", "-m", "deploy.upgrade.check", MASOHI_MIGRATION_DSN=OWNER_DSN)

    def migrate(self) -> None:
        self._job()
        self._do("run", "--rm", "--no-deps", "topics")

    def roll(self, service: str) -> None:
        """One after the other, where a cluster has two of it."""
        name = service.replace("_", "-")
        seconds = [each for each in self._running() if each.startswith(f"{name}-") and each[len(name) + 1 :].isdigit()]
        for each in (name, *seconds):
            self._replace(each)

    def _replace(self, name: str) -> None:
        """The new one starts beside the old one; when it is ready, the old one ends what it is at and goes.

        Where it does not become ready it is removed, and the old one stays."""
        old = self._containers(name)
        try:
            self._up(name, *("--no-recreate", "--scale", f"{name}={len(old) + 1}"))
        except LocalError:
            self._remove([each for each in self._containers(name) if each not in old])
            raise
        self._remove(old)

    def verify(self) -> None:
        """All parts of the system, the gateway too, are up and ready; and the journals fit."""
        self._up()
        keys = _seal_keys(secrets_of(settings_of()))
        self._job(*("python", "-m", "deploy.verify", *SERVICES), MASOHI_VERIFY_DSN=OWNER_DSN, MASOHI_SEAL_TRUSTED=keys)

    def _up(self, service: str = "", *words: str) -> None:
        alone = ["--no-deps", *words, service] if service else []
        self._do("up", "-d", "--wait", "--wait-timeout", str(READY_WITHIN_S), *alone)

    def _running(self) -> list[str]:
        return self._ask("ps", "--services", "--filter", "status=running").split()

    def _containers(self, service: str) -> list[str]:
        return self._ask("ps", "--all", "--quiet", service).split()

    def _remove(self, containers: Sequence[str]) -> None:
        for container in containers:
            _docker("stop", "-t", str(ENDS_WITHIN_S), container)
            _docker("rm", container)

    def _job(self, *command: str, **environment: str) -> None:
        """In the new image of operations, on the network of the database."""
        settings = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        self._do("run", "--rm", "--no-deps", *settings, "migrate", *command)

    def _do(self, *words: str) -> None:
        _docker("compose", *words)

    def _ask(self, *words: str) -> str:
        done = subprocess.run(
            ["docker", "compose", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LocalError(f"`docker compose {' '.join(words)}` says: {done.stderr.strip()}")
        return done.stdout


def _need_names_of_their_own(name: str) -> None:
    """Raises UpgradeRefused where the new images would take the names of those to which one may have to go back."""
    if re.fullmatch(r"\d+\.\d+\.\d+", name) and name != VERSION:
        raise UpgradeRefused(
            f"MASOHI_VERSION is {name}, and this is {VERSION}: set it in .env first (docs/upgrade.md)."
        )


def _seal_keys(secrets: Path) -> str:
    """The public keys whose seals count: that of `seal_key`, and those of before. Raises LocalError."""
    try:
        own = SealKey.of((secrets / "seal_key").read_text())
        known = trusted(own, (secrets / "seal_trusted").read_text())
    except (OSError, ValueError) as error:
        raise LocalError(f"The keys of the seals cannot be read: {error}") from None
    return ",".join(base64.urlsafe_b64encode(public).decode() for public in known.values())


def _docker(*words: str) -> None:
    """What it prints is for whoever upgrades."""
    done = subprocess.run(["docker", *words], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise LocalError(f"`docker {' '.join(words)}` has failed; its own words stand above.")
