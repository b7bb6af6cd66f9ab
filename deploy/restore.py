"""After a restore: `python -m deploy.restore [service …] [--state "who, and why"]`.

A service that finds its database older than Kafka publishes and reads nothing, and names this command. Stop nothing and
start nothing: services that wait go on by themselves within seconds. Without `--state` the command only lists what was
lost. With it the loss becomes a fact of each journal, subscribers are told, and the services hear again what their
database does not know.

It reads these environment variables:

- `MASOHI_MIGRATION_DSN`: the database, as the owner of the schemas; or the path of a file with it.
- `KAFKA_…`: the broker, as the services have it.

Exit code 0: nothing was lost, or it is stated now. 1: something was lost; state it. 2: it could not be done.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import asyncpg
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from deploy.notices import NOTICES
from deploy.services import SERVICES
from deploy.topics import TOPICS, topics_of
from shared.journal.behind import HOLD
from shared.journal.restore import StillRunning, Tail, lost_tail, rewound, state
from shared.messaging import aiokafka_gaps, consumed, tails
from shared.settings import KafkaSettings, read

FINE, LOST, FAILED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """What one service lost, and from where it must read again."""

    schema: str
    tail: Tail
    again: dict[TopicPartition, int]
    messages: int

    @property
    def name(self) -> str:
        return self.schema.replace("_", "-")

    def __bool__(self) -> bool:
        return bool(self.tail or self.again)


async def find(dsn: str, settings: KafkaSettings, schema: str) -> Found:
    """Reads the service's own topics whole, and compares its group's offsets with those in the database."""
    topics = topics_of(schema)
    async with _connected(dsn, schema) as conn, tails.opened(settings, TOPICS, _group(schema)) as log:
        tail = await lost_tail(conn, log, schema.replace("_", "-"), topics)
        again = rewound(log.committed, await consumed.load(conn))
        return Found(schema, tail, again, sum(log.committed[p] - offset for p, offset in again.items()))


async def settle(dsn: str, found: Sequence[Found], by: str, now: datetime) -> None:
    """States every loss before anything is heard again: what one service lost, the others must not take for true."""
    for each in found:
        if each.tail:
            async with _connected(dsn, each.schema) as conn, conn.transaction():
                await state(conn, each.name, each.tail, by, now, NOTICES[each.schema])


async def hear_again(settings: KafkaSettings, found: Sequence[Found]) -> None:
    for each in found:
        if each.again:
            await tails.rewind(settings, _group(each.schema), each.again)


def told(found: Found) -> str:
    """The lines about one service."""
    facts = sorted(found.tail.facts.values(), key=lambda fact: (str(fact.occurred_at), str(fact.event_id)))
    head = f"{found.schema}: {len(facts)} facts lost, {len(found.tail.seals)} of them seals"
    lines = [f"{head}; {found.messages} messages to hear again"]
    if facts:
        lines.append("  event id, type, key, sequence on its topic and on the internal one (0: not there), time")
    lines += [f"  {fact}" for fact in facts]
    lines += [f"  {p.topic}[{p.partition}] again from offset {offset}" for p, offset in sorted(found.again.items())]
    return "\n".join(lines)


async def restore(dsn: str, settings: KafkaSettings, schemas: Sequence[str], by: str | None, out: TextIO) -> int:
    """Lists what was lost and, where `by` says who decided so and why, states it. Returns the exit code."""
    found = [await find(dsn, settings, schema) for schema in schemas]
    out.write("".join(told(each) + "\n" for each in found))
    if not any(found):
        return FINE
    if by is None:
        out.write('Nothing was changed. To go on without what was lost: --state "who decided it, and why"\n')
        return LOST
    async with AsyncExitStack() as held:
        # A service that finds that it fits would join its group, and nobody else could rewind it then.
        for schema in schemas:
            conn = await held.enter_async_context(_connected(dsn, schema))
            await conn.execute(HOLD)
        await settle(dsn, found, by, datetime.now(UTC))
        await hear_again(settings, found)
    out.write("Stated. Services that wait go on within seconds.\n")
    return FINE


def _group(schema: str) -> str:
    return f"masohi.{schema}"


@asynccontextmanager
async def _connected(dsn: str, schema: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(dsn, server_settings={"search_path": schema, "timezone": "UTC"})
    try:
        yield conn
    finally:
        await conn.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.restore", description="What a restored database lost.")
    parser.add_argument("services", nargs="*", metavar="service", help=f"of {', '.join(SERVICES)}; all if none")
    parser.add_argument("--state", metavar="TEXT", help="who decided to go on without what was lost, and why")
    wanted = parser.parse_args()
    if unknown := [name for name in wanted.services if name not in SERVICES]:
        return _failed(f"no such service: {', '.join(unknown)}")
    if wanted.state is not None and not 10 <= len(wanted.state.strip()) <= 500:
        return _failed("--state says who decided it and why, in 10 to 500 characters")
    if not (dsn := os.environ.get("MASOHI_MIGRATION_DSN")):
        return _failed("set MASOHI_MIGRATION_DSN to the database, as the owner of the schemas")
    dsn = Path(dsn).read_text().strip() if dsn.startswith("/") else dsn
    aiokafka_gaps.read_every_batch()
    by = wanted.state.strip() if wanted.state else None
    try:
        return asyncio.run(restore(dsn, read(KafkaSettings), wanted.services or SERVICES, by, sys.stdout))
    except StillRunning:
        return _failed("a service still publishes from this database: stop it, then run this again")
    except (OSError, KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return _failed(f"{type(error).__name__}: {error}")


def _failed(why: str) -> int:
    sys.stderr.write(f"ERROR: {why}\n")
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
