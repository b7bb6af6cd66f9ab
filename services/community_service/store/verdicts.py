"""Recorded verdicts."""

from __future__ import annotations

from services.community_service.domain.sentences import Origin
from services.community_service.domain.verdicts_numbers import key
from shared.postgres.pool import Connection, Row


async def lock_verdict(conn: Connection, court_code: str, verdict_number: str) -> None:
    """Until the end of the transaction no other one records this verdict or a change of it. It need not exist yet."""
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 0))", court_code, key(verdict_number)
    )


async def lock_answers(conn: Connection, court_code: str) -> None:
    """Until the end of the transaction nobody else answers this court: its answers are one stream of the journal."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('answers:' || $1, 0))", court_code)


async def recorded_verdict(
    conn: Connection, court_code: str, verdict_number: str, origin: Origin = "verdict"
) -> Row | None:
    """Id, number and fingerprint of the verdict's sentence, however the number is spelled."""
    return await conn.fetchrow(
        "select id, verdict_number, fingerprint from sentences where court_code = $1 and verdict_key = $2"
        " and origin = $3",
        *(court_code, key(verdict_number), origin),
    )
