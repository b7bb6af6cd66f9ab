"""A whole system of the release before, on this machine, that is upgraded to this checkout while it runs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.errors import LocalError
from deploy.local.gateway import Gateway
from deploy.local.process import free_port
from deploy.local.service import ServiceProcess
from deploy.local.stack import Broker, Ports, Progress, Stack
from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from deploy.upgrade.check import UpgradeRefused, examine, printed
from deploy.verify import verify_all
from shared.postgres.migrate import migrate
from shared.seal_key import trusted
from tests.rehearsal.before import Before
from tests.rehearsal.names import Names

READY_WITHIN_S = 180.0
"""As the containers have it."""
PATIENCE = "5s"
"""As the Caddyfile has it."""


class OldService(ServiceProcess):
    """A service of another tree. `-P`: not of the folder that this process is in."""

    ready_within = READY_WITHIN_S

    def __init__(self, tree: Path, service: str, stack: Stack, port: int) -> None:
        super().__init__(service, stack.state / "before", port, stack.environment(service))
        self._tree = tree

    def _command(self) -> list[str]:
        return [sys.executable, "-P", "-m", f"services.{self.name}.main"]

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"PYTHONPATH": str(self._tree)}


class NewService(ServiceProcess):
    """A service of this checkout."""

    ready_within = READY_WITHIN_S


class OldStack(Stack):
    """Schemas and services are those of the release before. Requests wait at the gateway, as in the containers."""

    def __init__(self, before: Before, state: Path, broker: Broker, *, fast: bool = False) -> None:
        super().__init__(state, broker, Ports.free(), fast=fast)
        self._before = before
        ports = dict(zip(SERVICES, self.ports.services, strict=True))
        self.services = {name: OldService(before.tree, name, self, port) for name, port in ports.items()}
        self._names = Names(ports)
        self.gateway = Gateway(
            state / "gateway", self.ports.gateway, self._names.ports, self.ports.identity, patience=PATIENCE
        )

    async def _migrate(self) -> None:
        await bootstrap(self.superuser_dsn(), self.passwords)
        environment = {"PYTHONPATH": str(self._before.tree), "MASOHI_MIGRATION_DSN": self.dsn(OWNER)}
        command = [sys.executable, "-P", "-m", "shared.postgres.migrate", *SERVICES]
        done = await asyncio.to_thread(subprocess.run, command, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise LocalError(f"The schemas of {self._before.name} cannot be made: {done.stderr[-500:]}")

    @property
    def urls(self) -> dict[str, str]:
        return {name: service.url for name, service in self.services.items()}

    def start(self, progress: Progress) -> None:
        self._names.start()
        self._running.callback(self._names.stop)
        super().start(progress)

    def replace(self, service: str) -> float:
        """This checkout's service beside the old one, then in its place. Returns how long the old one took to end."""
        old = self.services[service]
        new = NewService(service, self.state / "after", free_port(), self.environment(service))
        self._running.callback(new.stop)
        new.start()
        self._names.lead(service, new.port)
        self.services[service] = new
        began = time.monotonic()
        old.stop(timeout=40)
        return time.monotonic() - began


@dataclass
class Rehearsed:
    """As deploy.upgrade.steps sees it."""

    stack: OldStack
    plan: str = ""
    took: dict[str, float] = field(default_factory=dict)
    """Seconds by step."""
    stopped: dict[str, float] = field(default_factory=dict)
    """Seconds of a roll that the old one took to end what it was at."""

    def can_back_up(self) -> bool:
        return False

    def back_up(self) -> None:
        raise UpgradeRefused("a rehearsal has no backup")

    def check(self) -> None:
        self.plan = printed(asyncio.run(examine(self.stack.dsn(OWNER))))

    def migrate(self) -> None:
        began = time.monotonic()
        for service in SERVICES:
            asyncio.run(migrate(self.stack.dsn(OWNER), service))
        self.took["migrate"] = time.monotonic() - began

    def roll(self, service: str) -> None:
        began = time.monotonic()
        stopped = self.stack.replace(service)
        self.took[service] = time.monotonic() - began
        self.stopped[service] = stopped

    def verify(self) -> None:
        if not asyncio.run(verify_all(self.stack.dsn(OWNER), SERVICES, trusted(None, ""))):
            raise LocalError("a journal does not fit after the upgrade")
