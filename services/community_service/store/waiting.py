"""What waits for someone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from services.community_service.domain.breaches import WAITING
from services.community_service.domain.cases import RUNNING
from services.community_service.events import IncidentKind, Misuse
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts. Every kind and state is there, with 0 where nothing waits."""

    alarms: Mapping[str, int]
    breaches: Mapping[str, int]
    corrections: int
    incidents: Mapping[str, int]
    papers: int


async def count_waiting(conn: Connection) -> Waiting:
    alarms = await conn.fetch("select kind, count(*) as n from alarms where state = 'open' group by kind")
    breaches = await conn.fetch(
        "select b.state, count(*) as n from breaches as b join sentences as s on s.id = b.sentence_id"
        " where b.state = any($1) and s.state = any($2) group by b.state",
        *(WAITING, RUNNING),
    )
    corrections: int = await conn.fetchval("select count(*) from attendance_corrections where state = 'proposed'")
    incidents = await conn.fetch(
        "select kind, count(*) as n from incidents where answered_at is null or seen_at is null group by kind"
    )
    papers: int = await conn.fetchval(
        "select count(*) from sentences as s where s.state = any($1)"
        " and not exists (select from receptions where sentence_id = s.id)",
        RUNNING,
    )
    return Waiting(
        dict.fromkeys(get_args(Misuse), 0) | {row["kind"]: row["n"] for row in alarms},
        dict.fromkeys(map(str, WAITING), 0) | {row["state"]: row["n"] for row in breaches},
        corrections,
        dict.fromkeys(get_args(IncidentKind), 0) | {row["kind"]: row["n"] for row in incidents},
        papers,
    )
