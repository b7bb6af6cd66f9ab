"""Copies of the rules and of Alertmanager's configuration in which every time is short, and nothing else differs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from deploy.alerts import ALERTMANAGER, PROMETHEUS
from tests.support.durations import seconds

FASTER = 10
LONGEST_S = 8


def quick_rules(folder: Path) -> Path:
    """`for` is at most 8 s; windows and what an alert is kept for are a tenth. Mail may pause, a fact wait for 5 s."""
    (folder / "alerts").mkdir(parents=True)
    shutil.copy(PROMETHEUS / "rules.yml", folder)
    for file in (PROMETHEUS / "alerts").glob("*.yml"):
        text = re.sub(r"^( +for: )(\w+)$", lambda m: f"{m[1]}{_bounded(m[2])}", file.read_text(), flags=re.MULTILINE)
        # On a busy machine a turn of the time-driven work takes seconds, and one look at the gateway may fail.
        text = re.sub(r"(alert: JobStalled\n.*\n +for: )\w+", r"\g<1>60s", text)
        text = re.sub(r"(alert: GatewayDown\n.*\n +for: )\w+", r"\g<1>20s", text)
        text = re.sub(r"(keep_firing_for: )(\w+)", lambda m: f"{m[1]}{seconds(m[2]) // FASTER}s", text)
        text = re.sub(r"(\[|offset )(\d+[smhd])\b", lambda m: f"{m[1]}{seconds(m[2]) // FASTER}s", text)
        text = text.replace("masohi_mail_paused_seconds) > 300", "masohi_mail_paused_seconds) > 5")
        text = text.replace("masohi_outbox_oldest_seconds) > 60", "masohi_outbox_oldest_seconds) > 5")
        (folder / "alerts" / file.name).write_text(re.sub(r"interval: 1m", "interval: 1s", text))
    return folder


def quick_routes(folder: Path) -> Path:
    """Alertmanager waits for seconds instead of minutes."""
    shutil.copytree(ALERTMANAGER, folder)
    config = folder / "alertmanager.yml"
    text = re.sub(r"group_interval: \w+", "group_interval: 1s", config.read_text())
    text = text.replace("group_wait: 30s", "group_wait: 2s").replace("repeat_interval: 1m", "repeat_interval: 1s")
    config.write_text(text)
    return folder


def _bounded(duration: str) -> str:
    return f"{min(LONGEST_S, max(1, seconds(duration) // FASTER))}s"
