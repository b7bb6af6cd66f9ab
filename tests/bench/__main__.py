"""`python -m tests.bench [ROW …]`: measures the named rows, or all, and prints them beside what must be reached."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import uvloop
from rich.console import Console

from tests.bench import (
    aged,
    backup,
    batches,
    command,
    consumer,
    http,
    idle,
    images,
    latency,
    library,
    pages,
    relay,
    sign_off,
    sustained,
    training,
)
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row, exit_status, show
from tests.bench.yardsticks import NotMeasured

ROWS: dict[Row, Callable[[Rig], Awaitable[Measured]]] = {
    command.ROW: command.measure,
    backup.ROW: backup.measure,
    sign_off.STATEMENTS: sign_off.statements,
    sign_off.RATE: sign_off.rate,
    http.ROW: http.measure,
    relay.ROW: relay.measure,
    library.ROW: library.measure,
    latency.ON_TANSU: latency.on_tansu,
    latency.ON_KAFKA: latency.on_kafka,
    consumer.ROW: consumer.measure,
    batches.ROW: batches.measure,
    idle.MEMORY: idle.memory,
    idle.START: idle.start,
    images.PLAIN: images.plain,
    images.WITH_SOLVER: images.with_solver,
    **pages.ROWS,
}
LONG: dict[Row, Callable[[Rig], Awaitable[Measured]]] = {
    sustained.ROW: sustained.measure,
    aged.ROW: aged.measure,
    training.ROW: training.slowest,
}
"""These take many minutes: only when they are named."""


async def run(wanted: list[str], console: Console) -> dict[Row, Measured | Exception]:
    results: dict[Row, Measured | Exception] = {}
    for row, measure in (ROWS | LONG).items():
        if row.name in wanted:
            console.print(f"measuring {row.name} …", highlight=False)
            results[row] = await attempt(measure)
    return results


async def attempt(measure: Callable[[Rig], Awaitable[Measured]]) -> Measured | Exception:
    """One row that fails leaves the others their say.

    Each has its own servers: a service does not start on a Kafka that holds facts of another database.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="masohi-bench-") as state, closing(Rig(Path(state))) as rig:
            return await measure(rig)
    except NotMeasured as error:
        return error
    except Exception as error:
        logging.exception("this row failed")
        return error


def main() -> int:
    names = [row.name for row in ROWS]
    every = [*names, *(row.name for row in LONG)]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("row", nargs="*", choices=[*every, []], help="those that do not take long when none is named")
    wanted = parser.parse_args().row or names
    logging.basicConfig(level=logging.ERROR)
    console = Console(width=None if sys.stdout.isatty() else 170)
    gc.freeze()  # as a service does
    results = uvloop.run(run(wanted, console))
    show(console, results, [row for row in LONG if row not in results])
    return exit_status(results)


if __name__ == "__main__":
    sys.exit(main())
