"""Prometheus as a server of the local stack, where its program is installed (Debian: apt-get install prometheus)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deploy.local.errors import LocalError
from deploy.local.process import HOST, Server

RESEND_S = 60
RULES = Path(__file__).parents[1] / "prometheus"


class Prometheus(Server):
    """Asks each job every few seconds: `jobs` has the port of each. The rules are those of the containers."""

    name = "Prometheus"
    setting = "PROMETHEUS_PORT"

    def __init__(self, state: Path, port: int, jobs: Mapping[str, int], every_s: int = 10, rules: Path = RULES) -> None:
        super().__init__(state, port)
        self._jobs, self._every_s, self._rules = {**jobs, "prometheus": port}, every_s, rules
        self._config = self.state / "prometheus.json"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def _prepare(self) -> None:
        super()._prepare()
        self._config.write_text(json.dumps(self._configuration(), indent=1))

    def _configuration(self) -> dict[str, object]:
        """Prometheus reads YAML, and JSON is YAML."""
        interval = f"{self._every_s}s"
        return {
            "global": {"scrape_interval": interval, "scrape_timeout": interval, "evaluation_interval": interval},
            "rule_files": [str(self._rules / "rules.yml"), str(self._rules / "alerts" / "*.yml")],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": self._alertmanagers()}]}]},
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": [f"{HOST}:{port}"]}]}
                for job, port in self._jobs.items()
            ],
        }

    def _alertmanagers(self) -> list[str]:
        return [f"{HOST}:{port}" for job, port in self._jobs.items() if job == "alertmanager"]

    def _command(self) -> list[str]:
        return [
            *(program(), f"--config.file={self._config}", f"--storage.tsdb.path={self.state / 'prometheus'}"),
            *(f"--web.listen-address={HOST}:{self.port}", "--storage.tsdb.retention.time=30d", "--log.level=warn"),
            f"--rules.alert.resend-delay={RESEND_S if self._every_s > 2 else 2}s",
        ]

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/-/ready", timeout=5) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def installed() -> bool:
    return shutil.which("prometheus") is not None


def program() -> str:
    found = shutil.which("prometheus")
    if found is None:
        raise LocalError("Prometheus is not installed: apt-get install prometheus")
    return found
