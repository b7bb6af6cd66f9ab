"""The consumer in batches, and the same consumer with one message per transaction."""

from __future__ import annotations

from tests.bench import yardsticks
from tests.bench.backlog import MESSAGES, backlog
from tests.bench.consumer import take
from tests.bench.measure import interleave
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row

ROW = Row(*("batches", "the same"), *("one message per transaction", "9.8", 5, 10))
SINGLES = 1_000


async def measure(rig: Rig) -> Measured:
    log = await backlog(rig)
    pairs = await interleave(lambda: take(log, MESSAGES), lambda: take(log, SINGLES, max_records=1), yardsticks.SINGLES)
    await log.close()
    return Measured(
        pairs.ratio,
        pairs.raw("batches", "singles", "messages/s"),
        f"the same service with batches of up to 500 ({MESSAGES:,} messages) and of one ({SINGLES:,}).",
    )
