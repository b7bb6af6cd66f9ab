"""One of the four services as a process of the local stack."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from deploy.local.process import HOST, Server

CHECKOUT = Path(__file__).parents[2]


class ServiceProcess(Server):
    """`python -m services.<name>.main`; ready when `/health/ready` says so, Kafka included."""

    setting = "MASOHI_PORTS"
    ready_within = 60.0

    def __init__(self, service: str, state: Path, port: int, environment: Mapping[str, str]) -> None:
        self.name = service  # type: ignore[misc]
        super().__init__(state, port)
        self._own = dict(environment) | {"MASOHI_HOST": HOST, "MASOHI_PORT": str(port)}

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def _command(self) -> list[str]:
        return [sys.executable, "-m", f"services.{self.name}.main"]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MASOHI_", "KAFKA_"))}
        return inherited | self._own | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/health/ready", timeout=5) as answer:  # noqa: S310 - our own loopback address
                return bool(json.load(answer)["status"] == "ready")
        except (HTTPError, URLError, OSError):
            return False
