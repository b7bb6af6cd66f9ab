"""`make demo`: starts the system, plays the story, shows what happened, stops the system. 0 only if all was seen."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from deploy.demo import compose, report
from deploy.demo.client import Target
from deploy.demo.play import play
from deploy.local.errors import LocalError
from deploy.local.process import HOST
from deploy.local.stack import Ports, Stack

console = Console(highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--broker", choices=["tansu", "kafka"], default="tansu")
    parser.add_argument("--stack", choices=["local", "compose"], default="local")
    parser.add_argument("--documents", type=Path, default=Path(".local/demo"), help="folder for the story's documents")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    started = time.monotonic()
    try:
        with _running(options.stack, options.broker) as target:
            outcome = play(target, console)
            console.print(report.events_table(outcome.events))
            console.print(report.outcome_table(outcome))
        _write(outcome.documents, options.documents)
    except LocalError as error:
        console.print(f"[red]{error}[/]", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Interrupted.")
        return 130
    console.print(report.verdict(outcome))
    console.print(f"{time.monotonic() - started:.0f} s, and the system is stopped. `make up` starts it and keeps it:")
    console.print(report.addresses(Ports.fixed().urls, f"{HOST}:{Ports.fixed().kafka}"))
    return 0 if outcome.complete else 1


def _write(documents: dict[str, bytes], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, pdf in documents.items():
            (folder / name).write_bytes(pdf)
            console.print(f"The document of the story is {folder / name}", soft_wrap=True)
    except OSError as error:
        raise LocalError(f"The story's documents cannot be written: {error}") from error


@contextmanager
def _running(kind: str, broker: str) -> Iterator[Target]:
    if kind == "compose":
        with compose.running(console) as target:
            yield target
        return
    state = Path(tempfile.mkdtemp(prefix="masohi-demo-"))
    stack = Stack(state, "kafka" if broker == "kafka" else "tansu", Ports.free(), fast=True)
    try:
        console.print("[bold]starting[/]")
        stack.start(lambda line: console.print(f"  [green]•[/] {line}"))
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
