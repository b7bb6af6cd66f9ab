"""What a bare side can plausibly give. A round whose yardstick is out of this range is not a measurement.

Each range is the figure seen on the machine of docs/performance.md, with room for a machine ten times slower or faster.
The latencies have less room: a reader that joins late gives seconds, and a ratio against seconds always looks good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


class NotMeasured(Exception):
    """The row has no figure today. The message says why."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """`low` and `high` are the last plausible figures; `why` says what is wrong beyond them."""

    what: str
    low: float
    high: float
    unit: str
    why: str

    def fault(self, figure: float) -> str | None:
        """Why this figure is no yardstick; None where it is one."""
        if math.isfinite(figure) and self.low <= figure <= self.high:
            return None
        seen = f"{self.what} gave {figure:,.1f} {self.unit}"
        return f"{seen}, plausible are {self.low:,g} to {self.high:,g} {self.unit}: {self.why}"


_DURABLE = "below, the disk or other work holds the commits up; above, commits are not flushed or statements fail"
_LATE = "above, the reader joined late or the broker was busy; below, the clock or the pairing of messages is wrong"

PGBENCH_COMMAND = Yardstick("pgbench", 300, 50_000, "commands/s", _DURABLE)
PGBENCH_SIGN_OFF = Yardstick("pgbench", 50, 20_000, "sign-offs/s", _DURABLE)
DIRECT_COMMAND = Yardstick("the direct command", 150, 20_000, "commands/s", _DURABLE)
BARE_PRODUCER = Yardstick(
    *("the bare producer", 5_000, 500_000, "facts/s"),
    why="below, the broker was still starting; above, messages were not acknowledged",
)
OUTBOX_LIBRARY = Yardstick(
    *("faststream-outbox", 50, 10_000, "facts/s"),
    why="below, its publisher was not connected; above, its table was not empty at the start",
)
BARE_LATENCY_KAFKA = Yardstick("bare produce to consume, p99,", 0.5, 60, "ms", _LATE)
BARE_LATENCY_TANSU = Yardstick("bare produce to consume, p99,", 1, 60, "ms", _LATE)
BARE_LOOP = Yardstick(
    *("the bare loop", 500, 100_000, "messages/s"),
    why="below, its group was rebalancing; above, messages were skipped",
)
SINGLES = Yardstick("one message per transaction", 50, 10_000, "messages/s", _DURABLE)

YOUNG_COMMAND = Yardstick("the command on the young journal", 150, 20_000, "commands/s", _DURABLE)
YOUNG_RELAY = Yardstick(
    *("the relay on the young journal", 2_000, 300_000, "facts/s"),
    why="below, the broker was still starting; above, facts were not read from the journal",
)
YOUNG_CONSUMER = Yardstick(
    *("the consumer on the young inbox", 300, 60_000, "messages/s"),
    why="below, its group was rebalancing; above, messages were skipped as known",
)
YOUNG_PAGE = Yardstick(
    *("the lists on the young journal", 5, 5_000, "requests/s"),
    why="below, the service was still starting; above, it answered without reading",
)
YOUNG_VERIFICATION = Yardstick(
    *("verification of the young journal", 3_000, 500_000, "facts/s"),
    why="below, other work had the core; above, digests were not recomputed",
)
OFFERED = Yardstick(
    *("the load generator", 0.95, 1.05, "of the wanted rate"),
    why="the generator did not keep its pace, so the load was another one",
)
