"""Use case: a supervisor's list for the day. It has names, so each time is a logged read (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime

from services.community_service.queries import field as queries
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import reads

PURPOSE = "attendance"


async def read_today(conn: Connection, actor: Actor, now: datetime) -> queries.TodayView:
    """The caller's sites with the people of yesterday, today and tomorrow. One read of each person is logged.

    So it is where the caller holds the list already and is answered 304: the answer says that the names on the phone
    are right today, and a header that spares the answer must not spare the record. Who polls for changes fills the log,
    so the phone asks when it is opened, and otherwise sends only."""
    view, persons = await queries.today(conn, actor, now)
    await reads.log(conn, persons, actor, PURPOSE, now)
    return view
