"""`make demo`: starts the system, plays the story, prints what happened, stops the system.

Exit code 0 only if an outside subscriber read every expected event.
"""

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

from deploy.demo import compose, pages, recording, report
from deploy.demo.client import Target
from deploy.demo.play import play
from deploy.demo.story import DOCUMENTS
from deploy.local.errors import LocalError
from deploy.local.stack import Ports, Stack

console = Console(highlight=False)


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    began = time.monotonic()
    try:
        with _running(options.stack, options.broker) as target:
            outcome = play(target, lambda part: console.print(report.story(part)))
            console.print(report.summary(outcome.counts, outcome.outcomes))
            if options.events:
                console.print(report.events(outcome.events, console.width))
            if options.pages:
                pages.play(target, lambda did, seen: console.print(report.at_desk(did, seen)))
        _write(outcome.documents, options.documents)
    except LocalError as error:
        console.print(f"[red]{error}[/]", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("Interrupted.")
        return 130
    seconds = time.monotonic() - began
    console.print(report.verdict(outcome.missing, seconds))
    if options.record:
        recording.write(outcome, seconds, options.record)
    return 0 if outcome.complete else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--broker", choices=["tansu", "kafka"], default="tansu")
    parser.add_argument("--stack", choices=["local", "compose"], default="local")
    parser.add_argument("--events", action="store_true", help="list every event at the end")
    parser.add_argument("--pages", action="store_true", help="then the story of one sentence, by pages alone")
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder for the story's documents")
    parser.add_argument("--record", type=Path, help="file for a recording of what was printed")
    return parser.parse_args()


def _write(documents: dict[str, bytes], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, pdf in documents.items():
            (folder / name).write_bytes(pdf)
        console.print(report.documents(documents, folder), soft_wrap=True)
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
        with console.status("starting") as status:
            stack.start(lambda step: status.update(f"starting {step}"))
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
