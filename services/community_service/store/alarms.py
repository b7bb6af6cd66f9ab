"""From the rules of misuse to alarms: a session is looked at, and each new cause is raised once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.community_service.domain.alarms import Raised
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.misuse import Suspicion, suspicions
from services.community_service.domain.sentence import Sentence
from services.community_service.rules import BOOK
from services.community_service.store.misuse import add_alarm, load_sighting
from shared.ids import new_id
from shared.postgres.pool import Connection


async def look(conn: Connection, sentence: Sentence, attendance: Attendance, now: datetime) -> list[Raised]:
    """What the rules find in a session as it stands now and have not found before."""
    sighting = await load_sighting(conn, attendance.session_id)
    found = suspicions(sighting, BOOK.of(sentence.rules_from).misuse)
    return await raise_alarms(conn, sentence.id, attendance, found, now)


async def raise_alarms(
    conn: Connection, sentence_id: UUID, attendance: Attendance, found: Iterable[Suspicion], now: datetime
) -> list[Raised]:
    raised = []
    for suspicion in found:
        each = Raised(new_id(), attendance.session_id, attendance.site_id, suspicion)
        if await add_alarm(conn, sentence_id, each, now):
            raised.append(each)
    return raised
