"""What the ledger says of a case."""

from __future__ import annotations

from uuid import UUID

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.ledger import Served
from services.community_service.domain.outcome import OUTCOMES
from shared.postgres.pool import Connection, Row


async def load_served(conn: Connection, sentence_id: UUID) -> list[Served]:
    """The signed-off sessions of a case as they stand after their corrections."""
    rows = await conn.fetch(
        "select s.id, s.on_date, s.outcome, s.starts_at, s.ends_at, s.checked_in_at, s.checked_out_at,"
        " day.cap_minutes, coalesce((select sum(minutes) from credits where session_id = s.id), 0)::integer as credited"
        " from sessions_as_corrected as s join case_days as day using (sentence_id, on_date)"
        " where s.sentence_id = $1 and s.state = 'signed_off' order by s.on_date, s.id",
        sentence_id,
    )
    return [
        Served(
            session_id=row["id"],
            on=row["on_date"],
            worth_minutes=_worth(row),
            credited_minutes=row["credited"],
            day_cap_minutes=row["cap_minutes"],
        )
        for row in rows
    ]


def _worth(row: Row) -> int:
    since, until = row["checked_in_at"], row["checked_out_at"]
    if since is None or until is None or not OUTCOMES[row["outcome"]].credited:
        return 0
    return minutes_between(max(since, row["starts_at"]), min(until, row["ends_at"]))
