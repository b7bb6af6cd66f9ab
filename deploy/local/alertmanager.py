"""Alertmanager as a server of the local stack, where its program is installed (Debian: prometheus-alertmanager)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deploy.local.errors import LocalError
from deploy.local.process import HOST, Server

CONFIGURATION = Path(__file__).parents[1] / "alertmanager"
PROGRAM = "prometheus-alertmanager"


class Alertmanager(Server):
    """Started as in the containers, by `start.sh` of the folder `configuration`; `settings` are its environment."""

    name = "Alertmanager"
    setting = "ALERTMANAGER_PORT"

    def __init__(
        self, state: Path, port: int, settings: Mapping[str, str], configuration: Path = CONFIGURATION
    ) -> None:
        super().__init__(state, port)
        self._settings, self._configuration = settings, configuration

    def _command(self) -> list[str]:
        options = [f"--web.listen-address={HOST}:{self.port}", f"--storage.path={self.state / 'alertmanager'}"]
        return ["sh", str(self._configuration / "start.sh"), *options, "--log.level=warn"]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MASOHI_")}
        own = {"ALERTMANAGER": program(), "TMPDIR": str(self.state), "MASOHI_ALERT_SECRETS": str(self.state)}
        return {**inherited, **own, **self._settings}

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"http://{HOST}:{self.port}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def installed() -> bool:
    return shutil.which(PROGRAM) is not None


def program() -> str:
    found = shutil.which(PROGRAM)
    if found is None:
        raise LocalError(f"Alertmanager is not installed: apt-get install {PROGRAM}")
    return found
