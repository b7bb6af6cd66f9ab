"""A command whose commit waits for the second disk, and the same one that does not."""

from __future__ import annotations

import asyncio
from functools import partial

from deploy.backup.folder import Folder
from deploy.backup.prepare import ROLE, prepare
from deploy.backup.programs import Address
from deploy.local.keeper import BackupKeeper
from shared.postgres.pool import Pool, in_transaction, open_pool
from tests.bench.measure import hammer, interleave
from tests.bench.organisations import register_all, update_one
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import DIRECT_COMMAND

ROW = Row(
    *("backup", "a command that waits for the second disk, one process, 16 clients"),
    *("the same that does not wait", "-", None, None),
)
CLIENTS, SECONDS = 16, 2
PASSWORD = "for-the-bench-only"
NOT_WAITING = "?synchronous_commit=local"


async def measure(rig: Rig) -> Measured:
    dsn = await rig.databases.fresh("agreements")
    superuser = rig.databases.superuser_dsn
    await prepare(superuser, PASSWORD)
    server = Address.of(superuser)
    folder = Folder(rig.state / "backup")
    keeper = BackupKeeper(rig.state / "keeper", folder, Address(server.host, server.port, ROLE, PASSWORD))
    pools = [await open_pool(f"{dsn}{words}", "agreements", size=CLIENTS) for words in ("", NOT_WAITING)]
    await register_all(pools[0])
    await asyncio.to_thread(keeper.start)
    try:
        ours, theirs = (partial(_rate, pool) for pool in pools)
        await hammer(lambda: in_transaction(pools[0], update_one), CLIENTS, 1)
        pairs = await interleave(ours, theirs, DIRECT_COMMAND, rounds=5)
    finally:
        for pool in pools:
            await pool.close()
        await asyncio.to_thread(keeper.stop)
    return Measured(
        pairs.ratio,
        pairs.raw("waiting", "not waiting", "commands/s"),
        "update_organisation on 1,000 organisations at random through in_transaction, with synchronous_commit on and"
        " local; pg_receivewal --synchronous receives on both sides, onto the same disk here, so that the flushes"
        " compete.",
    )


async def _rate(pool: Pool) -> float:
    return await hammer(lambda: in_transaction(pool, update_one), CLIENTS, SECONDS)
