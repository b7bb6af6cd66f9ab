"""The drill: a loaded system loses its database and gets it back."""

from __future__ import annotations

import asyncio
import io
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from deploy.backup.folder import Kind
from deploy.backup.recover import recover
from deploy.backup.take import Plan, take
from deploy.drill.account import Books, Course, Result, account, books, sentences, waiting
from deploy.drill.load import Load
from deploy.drill.outsider import reading
from deploy.local.errors import LocalError
from deploy.local.service import ServiceProcess
from deploy.local.stack import Stack
from deploy.postgres.bootstrap import OWNER
from deploy.restore import FINE, find, restore
from deploy.services import SERVICES
from deploy.topics import PROSECUTOR

WHO = "The drill: the disk of the database was destroyed on purpose"
QUIET_S = 120.0
LOAD_S = 1.0
Say = Callable[[str], None]


async def drill(stack: Stack, *, lag: bool, say: Say) -> Result:
    """On a stack that runs and keeps backups. With `lag`, its log is not received for the last moments."""
    load = Load(stack)
    with reading(stack.bootstrap, list(PROSECUTOR), stack.state) as outsider:
        await load.some(3)
        say("base backup, full …")
        await _take(stack, "full")
        await load.some(3)
        say("base backup, incremental …")
        await _take(stack, "incremental")
        at, before = await _destroyed_under_load(stack, load, lag=lag, say=say)
        lost = await _restored(stack, lag=lag, say=say)
        rto = (datetime.now(UTC) - at).total_seconds()
        say("every service is ready; it is finished …")
        await _finished(stack, load)
        events = await asyncio.to_thread(outsider.read)
    return await account(stack, load, Course(at, rto, before, lost, lag), events)


async def _take(stack: Stack, kind: Kind) -> None:
    assert stack.keeper
    await asyncio.to_thread(take, stack.keeper.folder, stack.backup_address, Plan(), kind)


async def _destroyed_under_load(stack: Stack, load: Load, *, lag: bool, say: Say) -> tuple[datetime, Books]:
    """The moment, and what the journals had a moment before. Courts go on sending while there is no database."""
    assert stack.keeper
    async with load.running():
        await asyncio.sleep(LOAD_S)
        if lag:
            say("the log is not received any more …")
            stack.keeper.kill()
            await asyncio.sleep(LOAD_S)
        before = await books(stack)
        say("Postgres is destroyed: its process killed, its folder removed …")
        data, _ = stack.postgres.data_folder()
        at = datetime.now(UTC)
        stack.postgres.kill()
        shutil.rmtree(data)
        await asyncio.sleep(LOAD_S)
    return at, before


async def _restored(stack: Stack, *, lag: bool, say: Say) -> set[UUID]:
    """Until every service is ready. Returns what the topics have and the database does not."""
    assert stack.keeper
    await _each(stack, lambda service: service.stop())
    say("the services are stopped …")
    data, owner = stack.postgres.data_folder()
    found = await asyncio.to_thread(recover, stack.keeper.folder, data, owner)
    say(f"restored from {len(found.backups)} base backups and {found.segments} segments of the log …")
    await asyncio.to_thread(stack.postgres.start)
    await asyncio.to_thread(stack.keeper.start)
    say("Postgres runs, and its log is received …")
    lost = await _lost(stack)
    say(f"compared with Kafka: {len(lost)} facts are on topics only …")
    said = io.StringIO()
    if await restore(stack.dsn(OWNER), stack.kafka_settings, SERVICES, WHO if lag else None, said) != FINE:
        raise LocalError(f"The restored database does not fit Kafka:\n{said.getvalue()}")
    await _each(stack, lambda service: service.start())
    return lost


async def _lost(stack: Stack) -> set[UUID]:
    found = [await find(stack.dsn(OWNER), stack.kafka_settings, schema) for schema in SERVICES]
    return {event_id for each in found for event_id in each.tail.facts}


async def _each(stack: Stack, work: Callable[[ServiceProcess], None]) -> None:
    await asyncio.gather(*(asyncio.to_thread(work, service) for service in stack.services.values()))


async def _finished(stack: Stack, load: Load) -> None:
    """Until every verdict that was sent is a sentence, and every fact is published. What comes too late is counted."""
    deadline = time.monotonic() + QUIET_S
    while time.monotonic() < deadline:
        if min((await sentences(stack, load)).values()) >= 1 and not await waiting(stack):
            return
        await asyncio.sleep(0.2)
