"""A command in one process with sixteen clients, and pgbench on the same statements, prepared."""

from __future__ import annotations

from shared.postgres.pool import in_transaction, open_pool
from tests.bench import pgbench
from tests.bench.measure import hammer, interleave
from tests.bench.organisations import register_all, update_one
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import PGBENCH_COMMAND

ROW = Row(
    *("command", "a command (rule + state + journal + outbox), one process, 16 clients"),
    *("pgbench, same SQL, prepared", "0.38", 0.45, 0.6),
)
CLIENTS, SECONDS = 16, 2


async def measure(rig: Rig) -> Measured:
    dsn = await rig.databases.fresh("agreements")
    pool = await open_pool(dsn, "agreements", size=CLIENTS)
    await register_all(pool)
    script = rig.state / "command.sql"
    script.write_text(await pgbench.script_of(dsn, "agreements", update_one))

    async def ours() -> float:
        return await hammer(lambda: in_transaction(pool, update_one), CLIENTS, SECONDS)

    async def theirs() -> float:
        return await pgbench.rate(script, dsn, "agreements", CLIENTS, SECONDS)

    await hammer(lambda: in_transaction(pool, update_one), CLIENTS, 1)
    pairs = await interleave(ours, theirs, PGBENCH_COMMAND, rounds=5)
    await pool.close()
    return Measured(
        pairs.ratio,
        pairs.raw("ours", "pgbench", "commands/s"),
        "update_organisation on 1,000 organisations at random through in_transaction; pgbench sends what that sent"
        " (begin, select for update, update, append_facts, commit); both on the same durable database.",
    )
