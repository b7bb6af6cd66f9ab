"""What two cores carry, and what it costs on disk: `python -m tests.bench.sizing` measures the whole system, stores the
figures in sizing.json, and writes docs/sizing.md from them. With `--page` it only writes the page.

Tansu in place of Kafka, durable Postgres, the four services as processes, and the load on the same cores.
"""

from __future__ import annotations

import asyncio
import json
import lzma
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil

from deploy.local.stack import Ports, Stack
from deploy.services import SERVICES
from deploy.topics import INTAKE, TOPICS
from shared.version import VERSION
from tests.bench.city import _verdict as verdict
from tests.bench.sizing_page import FIGURES, write
from tests.rehearsal.load import AGENCIES, Load
from tests.support.world import World

VERDICTS, PARTICIPANTS, RENAMES, PAGES = 400, 800, 800, 800
CLIENTS = 8
STORY = Path(__file__).parents[1] / "service" / "deploy" / "databases" / "2026-11-26.sql.xz"
_DELIVERED = "select count(*)::int from messages where state = 'delivered'"
_TABLES = """
    select sum(pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass))::bigint
    from pg_tables where schemaname = any($1::text[])
"""
_SENTENCES = "select count(*)::int from sentences"


class Measuring:
    """One kind of work after the other, each with what it left on disk and on the topics."""

    def __init__(self, world: World) -> None:
        self.world, self.found = world, dict[str, dict[str, float]]()

    async def kind(self, name: str, count: int, work: Callable[[], Awaitable[None]]) -> None:
        before = await self._bytes()
        began = time.perf_counter()
        await work()
        seconds = time.perf_counter() - began
        for service in SERVICES:
            await self.world.outbox_empty(service, 120)
        after = await self._bytes()
        self.found[name] = {
            "count": count,
            "per_second": count / seconds,
            "database_bytes": (after[0] - before[0]) / count,
            "topic_bytes": (after[1] - before[1]) / count,
        }
        sys.stdout.write(f"{name}: {count / seconds:.0f}/s\n")

    async def _bytes(self) -> tuple[int, int]:
        """Of all tables with their indexes, and of all messages on topics that we write."""
        topics = 0
        for topic in TOPICS:
            if topic != INTAKE:
                topics += sum(_size(message) for message in await self.world.messages(topic))
        return int(await self.world.value("public", _TABLES, list(SERVICES))), topics


def _size(message: object) -> int:
    key, value, headers = message.key or b"", message.value or b"", message.headers  # type: ignore[attr-defined]
    return len(key) + len(value) + sum(len(name) + len(text) for name, text in headers)


async def measure(world: World) -> dict[str, object]:
    load, measuring = Load(world), Measuring(world)
    await load.settle()
    async with world.client("notifications", "coordinator", url=world.stack.origin) as client:
        rows = [f"pembaca-{n},Pembaca,dinas-{n},coordinator,id,,inbox,true" for n in range(AGENCIES)]
        text = "\n".join(["reference,name,organisation,roles,language,email,channels,active", *rows])
        kind = {"content-type": "text/csv"}
        (await client.post("/notifications/recipients/import", content=text, headers=kind)).raise_for_status()
    async with load.connected():
        await measuring.kind("verdict", VERDICTS, lambda: _verdicts(world))
        await measuring.kind("participant", PARTICIPANTS, lambda: _hammer(PARTICIPANTS, load.register))
        await measuring.kind("message", RENAMES, lambda: _messages(world, load))
        await measuring.kind("page", PAGES, lambda: _hammer(PAGES, load.list_sentences))
    if load.failed:
        raise RuntimeError(f"{len(load.failed)} requests failed, the first: {load.failed[0]}")
    memory = {
        name: psutil.Process(service.pid).memory_info().rss / 1e6 for name, service in world.stack.services.items()
    }
    return {"kinds": measuring.found, "memory_mb": memory, "facts_of_a_sentence": facts_of_a_sentence()}


async def _verdicts(world: World) -> None:
    today = datetime.now(UTC).date()
    await asyncio.gather(
        *(world.publish_event(INTAKE, "justice.sentence.pronounced", verdict(n, today)) for n in range(1, VERDICTS + 1))
    )
    await world.wait_for("community_service", _SENTENCES, equals=VERDICTS, seconds=300)


async def _messages(world: World, load: Load) -> None:
    await _hammer(RENAMES, load.rename)
    await world.wait_for("notifications", _DELIVERED, equals=RENAMES, seconds=300)


async def _hammer(count: int, send: Callable[[int], Awaitable[None]]) -> None:
    numbers = iter(range(1, count + 1))

    async def client() -> None:
        for number in numbers:
            await send(number)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


def facts_of_a_sentence() -> int:
    """Of the sentences that the story serves to the end, the one with the most."""
    text = lzma.decompress(STORY.read_bytes()).decode()
    rows = text.partition("INSERT INTO community_service.journal ")[2].partition(");\n")[0]
    facts = re.findall(r"^\t\(\d+, '[0-9a-f-]+', '([^']+)', (?:NULL|'[^']+'), '([0-9a-f-]+)'", rows, re.MULTILINE)
    keys = Counter(key for _, key in facts)
    return max(keys[key] for type_, key in facts if type_ == "community-service.sentence.completed")


def main() -> None:
    if "--page" not in sys.argv[1:]:
        with tempfile.TemporaryDirectory(prefix="masohi-sizing-") as folder:
            stack = Stack(Path(folder), "tansu", Ports.free())
            stack.start(lambda _: None)
            try:
                load = os.getloadavg()[0]
                figures = asyncio.run(measure(World(stack)))
            finally:
                stack.stop()
        machine = {"cores": os.cpu_count(), "memory_gib": round(psutil.virtual_memory().total / 2**30)}
        taken = {"version": VERSION, "day": str(datetime.now(UTC).date()), "load_before": round(load, 1)}
        FIGURES.write_text(json.dumps(taken | machine | figures, indent=2) + "\n")
    write()


if __name__ == "__main__":
    main()
