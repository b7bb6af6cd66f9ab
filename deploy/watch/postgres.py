"""Postgres, as a role with the rights of pg_monitor sees it."""

from __future__ import annotations

import math
import time
from datetime import datetime

import asyncpg

from deploy.watch import metrics
from deploy.watch.clocks import offset

_STATE = """
    select pg_database_size(current_database()) as bytes,
        coalesce((select max(extract(epoch from clock_timestamp() - xact_start)) from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid()), 0)::float as oldest,
        coalesce((select last_failed_time > coalesce(last_archived_time, '-infinity') from pg_stat_archiver), false)
            as archiver_failed,
        exists (select from pg_stat_replication as r left join pg_replication_slots as s on s.active_pid = r.pid
            where $1::text in (r.application_name, s.slot_name::text)) as received,
        current_setting('synchronous_standby_names') <> '' as commits_wait
"""
# A slot that nobody reads holds WAL back, so it counts like one that is read.
_LAGS = """
    with here as (
        select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end as lsn
    ), behind as (
        select slot_name::text as name, restart_lsn as lsn from pg_replication_slots where restart_lsn is not null
        union all select application_name, coalesce(flush_lsn, sent_lsn) from pg_stat_replication
        where pid not in (select active_pid from pg_replication_slots where active_pid is not null)
    )
    select name, greatest(max(here.lsn - behind.lsn), 0)::float as bytes from here, behind
    where behind.lsn is not null group by name
"""
_TIMEOUT_S = 5


class Postgres:
    """One look opens one session: what hangs in the last one does not hang in the next."""

    def __init__(self, dsn: str, wal_receiver: str) -> None:
        self._dsn, self._receiver = dsn, wal_receiver

    async def look(self) -> None:
        conn = await asyncpg.connect(
            self._dsn,
            timeout=_TIMEOUT_S,
            command_timeout=_TIMEOUT_S,
            server_settings={"application_name": "masohi-watch", "statement_timeout": str(_TIMEOUT_S * 1000)},
        )
        try:
            asked = time.time()
            now: datetime = await conn.fetchval("select clock_timestamp()")
            off = offset(now.timestamp(), asked, time.time())
            state, lags = await conn.fetchrow(_STATE, self._receiver), await conn.fetch(_LAGS)
        finally:
            await conn.close(timeout=_TIMEOUT_S)
        assert state
        metrics.POSTGRES_UP.set(1)
        metrics.CLOCK_OFFSET.labels("database").set(off)
        metrics.DATABASE_BYTES.set(state["bytes"])
        metrics.OLDEST_TRANSACTION.set(state["oldest"])
        metrics.ARCHIVER_FAILED.set(state["archiver_failed"])
        metrics.WAL_RECEIVER_UP.set(state["received"] if self._receiver else math.nan)
        metrics.COMMITS_WAIT.set(state["commits_wait"] if self._receiver else math.nan)
        metrics.REPLICATION_LAG.clear()
        for lag in lags:
            metrics.REPLICATION_LAG.labels(lag["name"]).set(lag["bytes"])

    def away(self) -> None:
        metrics.POSTGRES_UP.set(0)
        metrics.CLOCK_OFFSET.labels("database").set(math.nan)
        unknown = (metrics.DATABASE_BYTES, metrics.OLDEST_TRANSACTION, metrics.ARCHIVER_FAILED, metrics.COMMITS_WAIT)
        for gauge in unknown:
            gauge.set(math.nan)
        metrics.WAL_RECEIVER_UP.set(0 if self._receiver else math.nan)
        metrics.REPLICATION_LAG.clear()
