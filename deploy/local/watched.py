"""Prometheus, the watch and Alertmanager beside a local stack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from deploy.backup.prepare import NAME as RECEIVER
from deploy.local.alertmanager import Alertmanager, installed
from deploy.local.prometheus import Prometheus
from deploy.local.stack import Stack
from deploy.local.watch import Watch
from deploy.postgres.bootstrap import WATCH

NOT_INSTALLED = "Prometheus is not installed (apt-get install prometheus): nothing watches."


def fixed_ports() -> tuple[int, int]:
    """Of Prometheus and of the watch, for `make up`."""
    return int(os.environ.get("PROMETHEUS_PORT", "19090")), int(os.environ.get("WATCH_PORT", "18081"))


def alertmanager_port() -> int | None:
    """For `make up`; None where its program is not installed: then alerts are to be seen in Prometheus alone."""
    return int(os.environ.get("ALERTMANAGER_PORT", "19093")) if installed() else None


@contextmanager
def watched(
    stack: Stack, ports: tuple[int, int], every_s: int = 10, alertmanager: int | None = None
) -> Iterator[Prometheus]:
    """All run while the block does; the stack runs already. Nobody is told of alerts. Raises LocalError."""
    prometheus_port, watch_port = ports
    jobs = dict(zip(stack.services, stack.ports.services, strict=True)) | {"watch": watch_port}
    with ExitStack() as running:
        running.enter_context(Watch(stack.state / "watch", watch_port, environment(stack)))
        if alertmanager:
            running.enter_context(Alertmanager(stack.state / "alertmanager", alertmanager, {}))
            jobs["alertmanager"] = alertmanager
        yield running.enter_context(Prometheus(stack.state / "prometheus", prometheus_port, jobs, every_s))


def environment(stack: Stack) -> dict[str, str]:
    """What the watch of a local stack is told: no certificates, and backups where they are taken."""
    keeper = stack.keeper
    backups = {
        "MASOHI_WATCH_BACKUPS": str(keeper.folder.path) if keeper else "",
        "MASOHI_WATCH_WAL_RECEIVER": RECEIVER if keeper else "",
    }
    return backups | {
        "MASOHI_WATCH_DSN": stack.dsn(WATCH),
        "MASOHI_WATCH_DISKS": f"state={stack.state.resolve()}",
        "MASOHI_WATCH_GATEWAY": stack.origin,
        "KAFKA_BOOTSTRAP_SERVERS": stack.bootstrap,
        "KAFKA_PROFILE": stack.kafka_settings.profile,
    }
