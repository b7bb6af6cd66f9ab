"""The keeper: receives the write-ahead log without a pause, and takes each base backup when it is due.

With `synchronous`, a commit waits until its log is on the keeper's disk: what was answered is never lost (RPO 0). It is
switched on once the log streams, so a first start waits for nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg

from deploy.backup.folder import Folder
from deploy.backup.follow import asked, follow
from deploy.backup.prepare import NAME
from deploy.backup.programs import Address, Programs
from deploy.backup.report import write_metrics
from deploy.backup.take import Plan, take
from deploy.local.errors import LocalError

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.3
_REPORT_EVERY_S = 5.0
_PATIENCE_S = 10.0
_SILENCE_S = 30.0
"""How long a receiver may run that Postgres does not know."""
_AGAIN_AFTER_S = 3600.0
"""After a backup that failed, whatever the clock on the wall has done meanwhile."""
_STANDING = (
    "select state = 'streaming' as streaming, sync_state in ('sync', 'quorum') as synchronous,"
    " pg_wal_lsn_diff(pg_current_wal_flush_lsn(), flush_lsn)::bigint as behind_bytes, flush_lsn::text as received"
    " from pg_stat_replication where application_name = $1"
)
_SLOT = (
    "select pg_create_physical_replication_slot($1, true)"
    " where not exists (select from pg_replication_slots where slot_name = $1)"
)


@dataclass
class Keeper:
    folder: Folder
    at: Address
    plan: Plan
    synchronous: bool = True
    scheduled: bool = True
    _receiver: subprocess.Popen[bytes] | None = None
    _known_at: float = 0.0
    _taking: asyncio.Task[None] | None = None
    _not_before: float = 0.0

    async def run(self) -> None:
        """Until cancelled. Postgres may come late, go, and come back."""
        self.folder.make()
        try:
            while True:
                standing = await self._turn()
                self._report(standing)
                settled = standing["streaming"] and standing["synchronous"] is self.synchronous
                await asyncio.sleep(_REPORT_EVERY_S if settled else _LOOK_EVERY_S)
        finally:
            self._stop()

    def _report(self, standing: dict[str, Any]) -> None:
        """What cannot be written must not end the receiver: a report that grows old is an alert of its own."""
        try:
            self.folder.say("receiver.json", standing | {"at": datetime.now(UTC)})
            write_metrics(self.folder)
        except (OSError, ValueError) as error:
            log.error("no report: %s", error)

    async def _turn(self) -> dict[str, Any]:
        """Whatever goes wrong, there is another turn: while nobody keeps, nobody commits."""
        try:
            async with asyncio.timeout(_PATIENCE_S), self._connected() as conn:
                return await self._with(conn)
        except Exception as error:
            return {"streaming": False, "synchronous": False, "why": f"{type(error).__name__}: {error}"}

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
        at = self.at
        conn = await asyncpg.connect(
            host=at.host, port=at.port, user=at.user, password=at.password, database="postgres"
        )
        try:
            yield conn
        finally:
            conn.terminate()

    async def _with(self, conn: asyncpg.Connection[asyncpg.Record]) -> dict[str, Any]:
        if self._receiver is None or self._receiver.poll() is not None:
            await conn.execute(f"select from ({_SLOT.replace('$1', repr(NAME))}) as made")
            await asyncio.to_thread(self._follow)
            self._receiver, self._known_at = self._start(), time.monotonic()
        row = await conn.fetchrow(_STANDING, NAME)
        self._end_where_it_hangs(known=row is not None)
        if row is None or not row["streaming"]:
            return {"streaming": False, "synchronous": False, "why": "the receiver does not stream yet"}
        await self._switch(conn)
        self._take_if_due()
        return dict(row) | {"synchronous": row["synchronous"] and self.synchronous}

    def _follow(self) -> None:
        try:
            follow(self.folder, asked(Programs(self.folder.log), self.at))
        except (LocalError, OSError) as error:
            log.warning("the timelines are not known: %s", error)

    def _start(self) -> subprocess.Popen[bytes]:
        arguments = ["--directory", str(self.folder.wal), "--slot", NAME, "--synchronous", "--no-loop"]
        log.info("receiving the write-ahead log")
        self.folder.shorten_log()
        self.folder.empty_unmade_segments()
        return Programs(self.folder.log).start("pg_receivewal", arguments, self.at, application=NAME)

    def _end_where_it_hangs(self, *, known: bool) -> None:
        """Its connection was cut: it may not notice for a quarter of an hour. The next turn starts another."""
        if known:
            self._known_at = time.monotonic()
        elif time.monotonic() - self._known_at > _SILENCE_S and self._receiver:
            log.warning("the receiver hangs, and is ended")
            self._receiver.kill()

    async def _switch(self, conn: asyncpg.Connection[asyncpg.Record]) -> None:
        """Commits wait for the receiver, or do not: also those that wait already."""
        wanted = NAME if self.synchronous else ""
        if await conn.fetchval("select current_setting('synchronous_standby_names')") != wanted:
            await conn.execute(f"alter system set synchronous_standby_names = '{wanted}'")
            await conn.execute("select pg_reload_conf()")
            log.warning("commits wait for the second disk: %s", "yes" if self.synchronous else "no")

    def _take_if_due(self) -> None:
        now, may = datetime.now(UTC), time.monotonic() >= self._not_before
        if self.scheduled and not self.takes and may and self.plan.due(self.folder, now):
            self._not_before = time.monotonic() + _AGAIN_AFTER_S
            self._taking = asyncio.create_task(self._take())

    async def _take(self) -> None:
        try:
            backup = await asyncio.to_thread(take, self.folder, self.at, self.plan)
            log.info("backup taken and verified: %s, %d bytes, %.1f s", backup.name, backup.bytes, backup.seconds)
        except (LocalError, OSError) as error:
            log.error("no backup: %s", error)

    @property
    def receiver(self) -> int | None:
        """Its process."""
        return self._receiver.pid if self._receiver else None

    @property
    def takes(self) -> bool:
        """Whether a base backup is under way."""
        return self._taking is not None and not self._taking.done()

    def _stop(self) -> None:
        if self._receiver is not None and self._receiver.poll() is None:
            self._receiver.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._receiver.wait(5)
