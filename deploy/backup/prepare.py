"""What Postgres must know before it is backed up: a role that may copy it, and summaries of its log.

As the superuser, any number of times, in the database `postgres`.
"""

from __future__ import annotations

import asyncpg

from deploy.postgres.scram import said

ROLE = "masohi_backup"
NAME = "masohi_wal"
"""The receiver's slot, and its name among the standbys."""
_MAY_SET = "synchronous_standby_names"


async def prepare(superuser_dsn: str, password: str) -> None:
    """The role reads no table: it copies files, reads statistics, and says whether commits wait for the receiver."""
    # Not even after a restart, when commits wait for the receiver: it needs this first.
    conn = await asyncpg.connect(superuser_dsn, server_settings={"synchronous_commit": "local"})
    try:
        if not await conn.fetchval("select true from pg_roles where rolname = $1", ROLE):
            await conn.execute(f"create role {ROLE} login replication")
        quoted = await conn.fetchval("select quote_literal($1)", said(password))
        await conn.execute(f"alter role {ROLE} password {quoted}")
        await conn.execute(f"grant pg_monitor to {ROLE}")
        await conn.execute(f"grant execute on function pg_reload_conf() to {ROLE}")
        await conn.execute(f"grant alter system on parameter {_MAY_SET} to {ROLE}")
        await conn.execute("alter system set summarize_wal = on")
        await conn.execute("alter system set wal_summary_keep_time = '15d'")
        await conn.execute("select pg_reload_conf()")
    finally:
        await conn.close()
