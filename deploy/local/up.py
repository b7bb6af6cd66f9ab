"""`make up`: the whole system on this machine, until Ctrl-C. Its state stays in .local/up.

The first start plays the story. Then the system follows the machine's clock. Later starts continue with the same state.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from deploy.demo import report
from deploy.demo.play import play, set_clocks
from deploy.local import prometheus, watched
from deploy.local.errors import LocalError
from deploy.local.instance import STATE, only_one
from deploy.local.stack import Ports, Stack

console = Console(highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make up", description=__doc__)
    parser.add_argument("--broker", choices=["tansu", "kafka"], default="tansu")
    parser.add_argument("--backup", type=Path, help="a folder, best on another disk: a commit waits for it")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with only_one(STATE):
            return _run(Stack(STATE, options.broker, Ports.fixed(), backup=options.backup))
    except LocalError as error:
        console.print(f"[red]{error}[/]")
        return 1


def _run(stack: Stack) -> int:
    try:
        stack.start(lambda line: console.print(f"  starting {line}"))
        with _watched(stack) as about_prometheus:
            _play_once(stack, STATE / "story-played")
            console.print(report.address(stack.origin))
            console.print(about_prometheus)
            console.print("Running. Ctrl-C stops it. The state stays in .local/up.")
            while not (name := stack.ended_part()):
                time.sleep(0.5)
        raise LocalError(f"{name} has ended by itself: its log is in {STATE}. Everything else is stopped.")
    except KeyboardInterrupt:
        console.print("\nStopping …")
        return 0
    finally:
        stack.stop()


@contextmanager
def _watched(stack: Stack) -> Iterator[str]:
    """Gives the line that says where Prometheus is, or that it is not there."""
    if not prometheus.installed():
        yield watched.NOT_INSTALLED
        return
    console.print("  starting Prometheus")
    with watched.watched(stack, watched.fixed_ports(), alertmanager=watched.alertmanager_port()) as server:
        yield f"Prometheus, with alerts: {server.url}/alerts"


def _play_once(stack: Stack, marker: Path) -> None:
    if not marker.exists():
        play(stack, lambda part: console.print(report.story(part)))
        marker.touch()
    set_clocks(stack, None)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
