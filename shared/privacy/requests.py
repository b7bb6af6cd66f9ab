"""Requests of persons about their own data, with the clock of 3 x 24 hours (UU 27/2022 art. 30 to 33, 40 to 43)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from shared.dates import MOMENT
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden
from shared.ids import new_id
from shared.journal import journal
from shared.metrics import DATA_REQUESTS
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found
from shared.privacy.errors import DataRequestSettled, ReceivedLater
from shared.privacy.facts import RequestKind
from shared.privacy.law import LAW
from shared.privacy.personal import OFFICER, Personal
from shared.texts import no_nik

State = Literal["open", "answered", "refused"]
Document = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$"),
    AfterValidator(no_nik),
]
"""The number of a letter or of an entry in the office's register. Never that of an identity card: that is a NIK, and
the journal keeps it."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000, pattern=r"^[^\x00]+$")]
Earliest = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("2026-01-01T00:00:00Z")), MOMENT]


class EnterRequest(BaseModel):
    """`identity_check`: by what the officer knew that it is this person, or who speaks for a child.

    `document` is the number of the letter; what it says stays in the office's file."""

    person_id: UUID
    kind: RequestKind
    received_at: Earliest
    made_by: Literal["person", "guardian", "representative"]
    identity_check: Literal["identity_card", "family_card", "known_in_person", "power_of_attorney"]
    document: Document


class AnswerRequest(BaseModel):
    document: Document


class RefuseRequest(AnswerRequest):
    """`article` is the one that allows the refusal, as UU 27/2022 art. 15 or 33."""

    reason: Text
    article: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=100, pattern=r"[0-9]")]


class DataRequestView(BaseModel):
    """`hours_left` is negative when the request is overdue, and null once it is settled."""

    id: UUID
    person_id: UUID
    kind: RequestKind
    made_by: str
    identity_check: str
    document: str
    received_at: datetime
    due_at: datetime
    state: State
    hours_left: float | None
    recorded_by: str
    settled_at: datetime | None
    settled_by: str | None
    answer_document: str | None
    reason: str | None
    article: str | None
    version: int


async def enter(
    conn: Connection, personal: Personal, cmd: EnterRequest, actor: Actor, now: datetime
) -> DataRequestView:
    """The clock runs from when it was received, not from its entry. Raises NotFound, Forbidden, ReceivedLater."""
    await personal.need_officer(conn, actor, cmd.person_id)
    if cmd.received_at > now:
        raise ReceivedLater(received_at=cmd.received_at.isoformat())
    id_, due_at = new_id(), cmd.received_at + LAW.requests.within
    await conn.execute(
        "insert into data_requests (id, person_id, kind, made_by, identity_check, document, received_at, due_at,"
        " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(id_, cmd.person_id, cmd.kind, cmd.made_by, cmd.identity_check, cmd.document, cmd.received_at, due_at),
        *(actor.subject, now),
    )
    fact = personal.facts.received(request_id=id_, kind=cmd.kind, received_at=cmd.received_at, due_at=due_at)
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await request(conn, id_, now)


async def answer(
    conn: Connection, personal: Personal, request_id: UUID, cmd: AnswerRequest, actor: Actor, now: datetime
) -> DataRequestView:
    """Also late: the record says so. Raises NotFound, DataRequestSettled."""
    return await _settle(conn, personal, request_id, "answered", cmd.document, None, None, actor, now)


async def refuse(
    conn: Connection, personal: Personal, request_id: UUID, cmd: RefuseRequest, actor: Actor, now: datetime
) -> DataRequestView:
    """With the article that allows it. Raises NotFound, DataRequestSettled."""
    return await _settle(conn, personal, request_id, "refused", cmd.document, cmd.reason, cmd.article, actor, now)


async def _settle(
    conn: Connection,
    personal: Personal,
    request_id: UUID,
    state: State,
    document: str,
    reason: str | None,
    article: str | None,
    actor: Actor,
    now: datetime,
) -> DataRequestView:
    locked = await conn.fetchrow("select kind, state, due_at from data_requests where id = $1 for update", request_id)
    row = found(locked, "data request", request_id)
    if row["state"] != "open":
        raise DataRequestSettled(state=row["state"])
    await conn.execute(
        "update data_requests set state = $2, answer_document = $3, reason = $4, article = $5, settled_at = $6,"
        " settled_by = $7 where id = $1",
        *(request_id, state, document, reason, article, now, actor.subject),
    )
    fact = personal.facts.settled(request_id=request_id, kind=row["kind"], article=article, late=now > row["due_at"])
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await request(conn, request_id, now)


_REQUESTS = f"select *, {VERSION} from data_requests"


async def request(conn: Connection, request_id: UUID, now: datetime) -> DataRequestView:
    row = await conn.fetchrow(f"{_REQUESTS} where id = $1", request_id)
    return _view(found(row, "data request", request_id), now)


async def request_for(conn: Connection, actor: Actor, request_id: UUID) -> DataRequestView:
    """For what is sent again: by an officer for personal data, or by who entered it. Raises NotFound, Forbidden."""
    view = await request(conn, request_id, await conn.fetchval("select clock_timestamp()"))
    if OFFICER not in actor.roles and view.recorded_by != actor.subject:
        raise Forbidden(why="somebody else entered this request / permintaan ini dicatat orang lain")
    return view


async def requests(
    conn: Connection, state: State | None, overdue: bool, after: UUID | None, limit: int, now: datetime
) -> dict[str, Any]:
    """A page of requests, in the order in which they were entered."""
    rows = await conn.fetch(
        f"{_REQUESTS} where ($1::text is null or state = $1) and (not $2::boolean or (state = 'open' and due_at < $3))"
        " and ($4::uuid is null or id > $4) order by id limit $5",
        *(state, overdue, now, after, limit + 1),
    )
    return page([_view(dict(row), now) for row in rows], limit, lambda view: view.id)


def _view(row: dict[str, Any], now: datetime) -> DataRequestView:
    left = (row["due_at"] - now) / timedelta(hours=1) if row["state"] == "open" else None
    return DataRequestView(**row, hours_left=None if left is None else round(left, 1))


async def measure(conn: Connection, now: datetime) -> int:
    """Sets the gauge; nothing is ever due."""
    row = await conn.fetchrow(
        "select count(*) as open, count(*) filter (where due_at < $1) as overdue from data_requests"
        " where state = 'open'",
        now,
    )
    assert row
    for state in ("open", "overdue"):
        DATA_REQUESTS.labels(state).set(row[state])
    return 0


measure.__name__ = "measure_data_requests"
