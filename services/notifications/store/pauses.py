"""Pauses of a channel, one row while it pauses. Their times are real: a simulated clock does not move a mail server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from shared.postgres.pool import Connection

_CHANNEL = "email"


@dataclass(frozen=True, slots=True)
class Pause:
    """`over` says that the time for a probe has come."""

    failures: int
    over: bool


async def load(conn: Connection) -> Pause | None:
    """The pause, locked: of several workers one makes the probe. None while messages flow."""
    row = await conn.fetchrow(
        "select failures, resumes_at <= clock_timestamp() as over from pauses where channel = $1 for update", _CHANNEL
    )
    return None if row is None else Pause(row["failures"], row["over"])


async def begin(conn: Connection, wait: timedelta, error: str) -> bool:
    """Returns False when the channel pauses already: then nothing changes."""
    status = await conn.execute(
        "insert into pauses (channel, failures, since, resumes_at, error)"
        " values ($1, 1, clock_timestamp(), clock_timestamp() + $2::interval, $3) on conflict (channel) do nothing",
        *(_CHANNEL, wait, error),
    )
    return status == "INSERT 0 1"


async def extend(conn: Connection, failures: int, wait: timedelta, error: str) -> None:
    """A probe has failed."""
    await conn.execute(
        "update pauses set failures = $2, resumes_at = clock_timestamp() + $3::interval, error = $4 where channel = $1",
        *(_CHANNEL, failures, wait, error),
    )


async def hold(conn: Connection, seconds: float) -> None:
    """No other worker makes a probe for so long."""
    await conn.execute(
        "update pauses set resumes_at = clock_timestamp() + make_interval(secs => $2) where channel = $1",
        *(_CHANNEL, seconds),
    )


async def end(conn: Connection) -> None:
    await conn.execute("delete from pauses where channel = $1", _CHANNEL)


async def seconds(conn: Connection) -> float:
    """For how long the channel has paused, 0 while messages flow."""
    since = "select extract(epoch from clock_timestamp() - since) from pauses where channel = $1"
    return float(await conn.fetchval(since, _CHANNEL) or 0.0)
