"""Checks rules, their tests and who hears of which alert, with promtool and amtool: `python -m deploy.alerts`.

Debian's packages `prometheus` and `prometheus-alertmanager` have the two. Where they are missing nothing is checked,
and a line says so; with MASOHI_REQUIRE_PROMETHEUS=1 that is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
PROMETHEUS, ALERTMANAGER = ROOT / "deploy" / "prometheus", ROOT / "deploy" / "alertmanager"


def alerts(folder: Path = PROMETHEUS) -> list[dict[str, Any]]:
    """All alerts, in the order of the files."""
    rules = [rule for file in sorted((folder / "alerts").glob("*.yml")) for rule in _rules(file)]
    return [rule for rule in rules if "alert" in rule]


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in ("promtool", "amtool") if shutil.which(name) is None]


def check(prometheus: Path = PROMETHEUS, alertmanager: Path = ALERTMANAGER) -> None:
    """Raises SystemExit with the first complaint."""
    rules = [prometheus / "rules.yml", *sorted((prometheus / "alerts").glob("*.yml"))]
    _run("promtool", "check", "rules", *map(str, rules))
    _run("promtool", "test", "rules", *map(str, sorted((prometheus / "tests").glob("*.yml"))))
    _run("promtool", "check", "config", str(prometheus / "prometheus.yml"))
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "alertmanager.yml"
        config.write_text(rendered(alertmanager, {}))
        _run("amtool", "check-config", str(config))
        config.write_text(rendered(alertmanager, FILLED_IN))
        _run("amtool", "check-config", str(config))
        for receiver, labels in _routes(prometheus):
            where = f"--config.file={config}"
            _run("amtool", "config", "routes", "test", where, f"--verify.receivers={receiver}", *labels)


FILLED_IN = {
    "MASOHI_ALERT_SMTP": "relay.example:587",
    "MASOHI_ALERT_SENDER": "alerts@masohi.example",
    "MASOHI_ALERT_PAGE_TO": "one@masohi.example, two@masohi.example",
    "MASOHI_ALERT_TICKET_TO": "office@masohi.example",
}


def rendered(folder: Path, settings: dict[str, str]) -> str:
    """Alertmanager's configuration with these settings, as `start.sh` makes it. Raises SystemExit where it refuses."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MASOHI_")}
    return _run("sh", str(folder / "start.sh"), "--print", environment=inherited | settings)


def _routes(prometheus: Path) -> Iterator[tuple[str, list[str]]]:
    """Receiver and labels: each alert goes to the one that is called as its severity."""
    for alert in alerts(prometheus):
        severity = alert["labels"]["severity"]
        yield severity, [f"alertname={alert['alert']}", f"severity={severity}"]
    yield "ticket", ["alertname=WithoutSeverity"]


def _rules(file: Path) -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(file.read_text())["groups"]:
        yield from group["rules"]


def _run(*command: str, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} fails:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Exit code 1 where something is wrong, or not installed and required."""
    if not (away := missing()):
        return check()
    packages = "apt-get install prometheus prometheus-alertmanager"
    print(f"ALERTS NOT CHECKED: {' and '.join(away)} not installed ({packages})", file=sys.stderr)
    if os.environ.get("MASOHI_REQUIRE_PROMETHEUS") == "1":
        sys.exit(1)
    return None


if __name__ == "__main__":
    main()
