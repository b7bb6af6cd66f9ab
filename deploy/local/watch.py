"""The watch of the local stack as a server: what no service can say of itself, for Prometheus."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deploy.local.process import HOST, Server

CHECKOUT = Path(__file__).parents[2]


class Watch(Server):
    """`python -m deploy.watch`; it answers when it has looked at everything once."""

    name = "Watch"
    setting = "WATCH_PORT"

    def __init__(self, state: Path, port: int, environment: Mapping[str, str]) -> None:
        super().__init__(state, port)
        self._own = dict(environment) | {"MASOHI_WATCH_HOST": HOST, "MASOHI_WATCH_PORT": str(port)}

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "deploy.watch"]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MASOHI_", "KAFKA_"))}
        return inherited | self._own | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"http://{HOST}:{self.port}/metrics", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False
