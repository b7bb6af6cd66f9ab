"""Postgres: the pool and the transaction at the edge of every command."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg

from shared.errors import ConcurrentChange
from shared.metrics import RETRIES
from shared.postgres.writes import noticed
from shared.version import session_name

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

Row = asyncpg.Record

CONFLICTS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
TRANSIENT = (
    *CONFLICTS,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.InterfaceError,
    # asyncpg raises it when the server ends a connection under a query.
    asyncpg.InternalClientError,
    ConcurrentChange,
    OSError,
    TimeoutError,
)
"""Errors that go away by themselves: worth another try, never a dead letter."""

_TRIES = 5
_WHILE_IT_CHANGES_S = (0.05, 0.1, 0.2, 0.4, 0.8)


async def close_pool(pool: Pool) -> None:
    """Waits ten seconds for what is under way, then cuts it off."""
    try:
        await asyncio.wait_for(pool.close(), 10)
    except TimeoutError:
        pool.terminate()


async def connect(*arguments: Any, **options: Any) -> Any:
    """A connection. A password that is just being changed is refused for a moment, so a refusal is tried again."""
    for pause in _WHILE_IT_CHANGES_S:
        with contextlib.suppress(asyncpg.InvalidPasswordError):
            return await asyncpg.connect(*arguments, **options)
        await asyncio.sleep(pause)
    return await asyncpg.connect(*arguments, **options)


async def open_pool(
    dsn: str,
    schema: str,
    *,
    size: int = 16,
    warm: int = 4,
    statement_timeout_ms: int = 10_000,
    password: Callable[[], str] | None = None,
) -> Pool:
    """A pool whose connections see `schema` only. They are not reset on release: nothing here leaves session state.

    `warm` of them stay open: a new one costs ten round trips before its first statement. `password` is asked for each
    one, and counts before that in the DSN.
    """
    pool = asyncpg.create_pool(
        dsn,
        connect=connect,
        password=password,
        min_size=min(warm, size),
        max_size=size,
        reset=_do_not_reset,
        command_timeout=30,
        server_settings={
            "search_path": schema,
            "application_name": session_name(schema),
            "statement_timeout": str(statement_timeout_ms),
            "idle_in_transaction_session_timeout": "60000",
            "timezone": "UTC",
        },
    )
    return await pool


async def _do_not_reset(_connection: object) -> None:
    return None


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """One transaction. Commits at the end of the block, rolls back on any error.

    Raises ConcurrentChange where another one has taken the version in a stream first.
    """
    try:
        with noticed(pool):
            async with pool.acquire() as conn, conn.transaction():
                yield conn
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "journal_key_version_key":
            raise ConcurrentChange from error
        raise


T = TypeVar("T")


async def in_transaction(pool: Pool, work: Callable[[Connection], Awaitable[T]]) -> T:
    """Runs `work` in a transaction, again on serialization failure, deadlock or a lost race for a version.

    Raises ConcurrentChange when it lost five times.
    """
    for attempt in range(_TRIES):
        try:
            async with transaction(pool) as conn:
                return await work(conn)
        except (*CONFLICTS, ConcurrentChange):
            RETRIES.labels("transaction").inc()
        await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))
    raise ConcurrentChange
