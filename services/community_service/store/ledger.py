"""What the ledger says of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.community_service.domain.attendance import present_minutes, worth_minutes
from services.community_service.domain.ledger import Entry, Served
from services.community_service.domain.sentences import Sentence
from services.community_service.store.constraints import refusing
from shared.ids import new_id
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
    present = present_minutes(row["starts_at"], row["ends_at"], row["checked_in_at"], row["checked_out_at"])
    return worth_minutes(row["outcome"], present)


async def credit(conn: Connection, s: Sentence, entries: Sequence[Entry], now: datetime) -> None:
    """The balance, the days and the ledger in one statement: they agree or nothing is written."""
    async with refusing():
        await conn.execute(
            "with said as (select * from unnest($5::uuid[], $6::uuid[], $7::date[], $8::integer[], $9::text[])"
            "  as said (id, session_id, on_date, minutes, kind)),"
            " balance as (update sentences set credited_minutes = $2, state = $3, review = $4 where id = $1),"
            " days as (update case_days as day set credited_minutes = day.credited_minutes + net.minutes"
            "  from (select on_date, sum(minutes)::integer as minutes from said group by on_date) as net"
            "  where day.sentence_id = $1 and day.on_date = net.on_date)"
            " insert into credits (id, session_id, sentence_id, on_date, minutes, credited_at, kind)"
            " select id, session_id, $1, on_date, minutes, $10, kind from said",
            *(s.id, s.credited_minutes, s.state, s.review),
            *([new_id() for _ in entries], [e.session_id for e in entries], [e.on for e in entries]),
            *([e.minutes for e in entries], [e.kind for e in entries], now),
        )
