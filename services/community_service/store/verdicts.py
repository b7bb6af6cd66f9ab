"""Verdicts as they are recorded."""

from __future__ import annotations

from shared.postgres.pool import Connection, Row


async def hold_verdict(conn: Connection, court_code: str, verdict_number: str) -> None:
    """Until the end of the transaction nobody else takes in this verdict or a change of it, known or not."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 0))", court_code, verdict_number)


async def recorded_verdict(conn: Connection, court_code: str, verdict_number: str) -> Row | None:
    """Id and fingerprint of the sentence that a verdict has made."""
    return await conn.fetchrow(
        "select id, fingerprint from sentences where court_code = $1 and verdict_number = $2",
        *(court_code, verdict_number),
    )
