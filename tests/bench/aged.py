"""What a fact costs with ten million rows in the journal and in the inbox, beside ten thousand.

Two databases side by side; the two sides take turns. `BENCH_ROWS` sets the rows of the old one. Both have the same
1,000 organisations at work, spread evenly over all: what differs is the history.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import asyncpg

from services.agreements.commands.organisations import update_organisation
from services.agreements.queries.organisations import organisation, organisations
from shared.journal import chain
from shared.journal.timeline import _page_of
from shared.postgres.pool import Connection, Pool, in_transaction, open_pool
from tests.bench import aging, yardsticks
from tests.bench.backlog import MESSAGES, Backlog, publish_told
from tests.bench.consumer import take
from tests.bench.journal import Filled, relaying
from tests.bench.listening import TABLE
from tests.bench.measure import Pairs, hammer, interleave
from tests.bench.organisations import ACTOR, CONTACTS, TOPIC
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import NotMeasured

ROWS, YOUNG = int(os.environ.get("BENCH_ROWS", "10_000_000")), 10_000
ROW = Row(
    *("aged", f"cost per fact at {ROWS:,} journal rows, the worst of five"),
    *(f"at {YOUNG:,}", "-", 1.15, 1.05, "less"),
)
ACTIVE, CLIENTS, SECONDS, DRAINED, DRAINS, ROUNDS = 1_000, 16, 3, 10_000, 5, 5
SCHEMA = "agreements"


@dataclass
class Side:
    """One of the two databases. Each measurement gives facts, messages or requests per second."""

    dsn: str
    rows: int
    pool: Pool
    admin: asyncpg.Connection
    journal: Filled
    log: Backlog
    took: float

    @classmethod
    async def of(cls, rig: Rig, rows: int) -> Side:
        began, dsn = time.monotonic(), await rig.databases.fresh(SCHEMA)
        admin = await rig.superuser(dsn, SCHEMA)
        await aging.fill(admin, rows)
        heard = TABLE.replace("listener.", f"{SCHEMA}.")
        await admin.execute(f"{heard}; grant all on {SCHEMA}.heard to {SCHEMA}")
        pool = await open_pool(dsn, SCHEMA, size=CLIENTS)
        last = await admin.fetchval("select max(received_at) from inbox")
        forgetting = f"delete from inbox where received_at > '{last.isoformat()}'; truncate consumed, heard"
        log = Backlog(rig.kafka, pool, admin, forgetting)
        return cls(dsn, rows, pool, admin, relaying(rig, dsn, admin), log, time.monotonic() - began)

    def active(self) -> int:
        """The number of an organisation at work, at random."""
        return self.at_work(random.randrange(ACTIVE))

    def at_work(self, each: int) -> int:
        return 1 + each * aging.streams_of(self.rows) // ACTIVE

    async def command(self) -> float:
        async def update(conn: Connection) -> object:
            return await update_organisation(conn, aging.stream_id(self.active()), CONTACTS, ACTOR, datetime.now(UTC))

        await hammer(lambda: in_transaction(self.pool, update), CLIENTS, 1)
        return await hammer(lambda: in_transaction(self.pool, update), CLIENTS, SECONDS)

    async def relay(self, rig: Rig) -> float:
        rates = [await self.journal.drain(rig, DRAINED) for _ in range(DRAINS)]
        return DRAINS / sum(1 / rate for rate in rates)

    async def consumer(self) -> float:
        return await take(self.log, MESSAGES)

    async def lists(self) -> float:
        """A deep page of the register, an organisation, and its timeline, in turn; each of those at work once.

        So the first run, which does not count, has read all of it: of other rows a small database has more at hand."""
        numbers = [self.at_work(each) for each in range(ACTIVE)]
        random.shuffle(numbers)
        began = time.perf_counter()
        async with self.pool.acquire() as conn:
            for number in numbers:
                key = aging.stream_id(number)
                await organisations(conn, None, None, aging.code(max(0, number - 25)), 50)
                await organisation(conn, key)
                await _page_of(conn, str(key), 0, 100)
        return 3 * ACTIVE / (time.perf_counter() - began)

    async def verification(self) -> float:
        """Recomputes the chains of the organisations at work, each found by its key."""
        keys = [str(aging.stream_id(self.at_work(each))) for each in range(ACTIVE)]
        facts = await self.admin.fetchval("select count(*) from journal where key = any($1)", keys)
        began = time.perf_counter()
        async with self.admin.transaction(readonly=True):
            for key in keys:
                async for flaw in chain.verify(self.admin, key):
                    raise RuntimeError(f"what was just filled does not fit: {flaw}")
        return facts / (time.perf_counter() - began)

    async def close(self) -> None:
        await self.log.close()


async def measure(rig: Rig) -> Measured:
    await rig.topics(TOPIC)
    await publish_told(rig)
    young, old = await Side.of(rig, YOUNG), await Side.of(rig, ROWS)
    size = await old.admin.fetchval("select pg_size_pretty(pg_database_size(current_database()))")
    parts, faults = dict[str, Pairs](), list[str]()
    try:
        for name, part in PARTS.items():
            try:
                parts[name] = await part(rig, old, young)
            except NotMeasured as fault:
                faults.append(f"{name}: {fault}")
    finally:
        await young.close()
        await old.close()
    costs = {name: 1 / pairs.ratio for name, pairs in parts.items()}
    said = [f"{name} {costs[name]:.2f}: {pairs.raw('old', 'young', 'a second')}" for name, pairs in parts.items()]
    if faults:
        raise NotMeasured("\n    ".join([*faults, *said]))
    return Measured(
        max(costs.values()),
        "\n    ".join(said),
        f"{old.rows:,} facts of {aging.streams_of(old.rows):,} streams and as many messages in the inbox"
        f" ({size}, filled in {old.took:.0f} s), beside {young.rows:,}; in both the same {ACTIVE:,} at work."
        " A cost is the young rate over the old one, of the median round.",
    )


async def _part(
    yardstick: yardsticks.Yardstick, run: Callable[[Rig, Side], Awaitable[float]], rig: Rig, old: Side, young: Side
) -> Pairs:
    for side in (old, young):  # the first run of each finds cold caches
        await run(rig, side)
    return await interleave(partial(run, rig, old), partial(run, rig, young), yardstick, ROUNDS)


PARTS: dict[str, Callable[[Rig, Side, Side], Awaitable[Pairs]]] = {
    "verification": partial(_part, yardsticks.YOUNG_VERIFICATION, lambda _, side: side.verification()),
    "lists": partial(_part, yardsticks.YOUNG_PAGE, lambda _, side: side.lists()),
    "relay": partial(_part, yardsticks.YOUNG_RELAY, lambda rig, side: side.relay(rig)),
    "consumer": partial(_part, yardsticks.YOUNG_CONSUMER, lambda _, side: side.consumer()),
    "command": partial(_part, yardsticks.YOUNG_COMMAND, lambda _, side: side.command()),
}
