"""Read SQL straight into answers, past the domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.notifications import errors
from services.notifications.domain.rule import Audience, Definition, Scalar, Texts
from services.notifications.events import Channel, Language
from services.notifications.shipped import SHIPPED
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


class RecipientView(BaseModel):
    """Personal data, for the keepers of the directory."""

    id: UUID
    reference: str
    name: str
    organisation_id: UUID | None
    roles: list[str]
    language: Language
    email: str | None
    channels: list[Channel]
    active: bool
    version: int


class RuleView(BaseModel):
    """`shipped` rules are as they came; version 0 was never changed."""

    id: str
    event_type: str
    filter: dict[str, Scalar | list[Scalar]]
    audience: Audience
    texts: Texts
    channels: list[Channel]
    active: bool
    shipped: bool
    version: int


class MessageView(BaseModel):
    """`event_type` and `event_id` name the fact it tells of; what it says and to whom stays inside."""

    id: UUID
    recipient_id: UUID
    channel: Channel
    event_type: str
    event_id: str
    state: str
    attempts: int
    next_attempt_at: datetime
    error: str | None
    created_at: datetime
    delivered_at: datetime | None


class InboxView(BaseModel):
    """One's own message. `acknowledge_by` and `acknowledged_at` are a circular's."""

    id: UUID
    event_type: str
    subject: str
    body: str
    link: str | None
    circular_id: UUID | None
    acknowledge_by: date | None
    acknowledged_at: datetime | None
    created_at: datetime
    read_at: datetime | None


class AcknowledgementView(BaseModel):
    circular_id: UUID
    acknowledge_by: date
    acknowledged_at: datetime


class Share(BaseModel):
    """How far one organisation is; `percent` is rounded down, so that 100 means everyone."""

    organisation_id: UUID | None
    name: str | None
    recipients: int
    acknowledged: int
    percent: int


class CircularSummary(BaseModel):
    id: UUID
    title: str
    acknowledge_by: date
    state: str
    recipients: int
    acknowledged: int
    published_at: datetime


class CircularView(CircularSummary):
    body: str
    percent: int
    organisations: list[Share]
    version: int


_VERSION = "stream_version(id::text) as version"


async def recipient(conn: Connection, recipient_id: UUID) -> RecipientView:
    row = await conn.fetchrow(f"select *, {_VERSION} from recipients where id = $1", recipient_id)
    return RecipientView(**_found(row, "recipient", recipient_id))


async def recipients(
    conn: Connection, organisation: UUID | None, role: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await conn.fetch(
        f"select *, {_VERSION} from recipients where ($1::uuid is null or organisation_id = $1)"
        " and ($2::text is null or roles @> array[$2]) and ($3::uuid is null or id > $3) order by id limit $4",
        *(organisation, role, after, limit + 1),
    )
    return page([RecipientView(**row) for row in rows], limit, lambda view: view.id)


async def recipient_of(conn: Connection, reference: str) -> UUID:
    """Whose inbox it is. Raises NotInDirectory."""
    found: UUID | None = await conn.fetchval("select id from recipients where reference = $1", reference)
    if found is None:
        raise errors.NotInDirectory
    return found


async def rule(conn: Connection, rule_id: str) -> RuleView:
    row = await conn.fetchrow(f"select definition, {_VERSION} from rules where id = $1", rule_id)
    if row:
        return _rule(rule_id, Definition.model_validate_json(row["definition"]), row["version"])
    if rule_id not in SHIPPED:
        raise NotFound(what="rule", id=rule_id)
    return _rule(rule_id, SHIPPED[rule_id].definition, 0)


async def rules(conn: Connection, event_type: str | None, after: str | None, limit: int) -> dict[str, Any]:
    """All rules in force, shipped and set; they are few."""
    rows = await conn.fetch(f"select id, definition, {_VERSION} from rules")
    views = {id_: _rule(id_, shipped.definition, 0) for id_, shipped in SHIPPED.items()}
    views |= {
        row["id"]: _rule(row["id"], Definition.model_validate_json(row["definition"]), row["version"]) for row in rows
    }
    wanted = [
        view
        for id_, view in sorted(views.items())
        if (event_type is None or view.event_type == event_type) and (after is None or id_ > after)
    ]
    return page(wanted[: limit + 1], limit, lambda view: view.id)


def _rule(rule_id: str, said: Definition, version: int) -> RuleView:
    return RuleView(id=rule_id, **said.model_dump(), shipped=version == 0, version=version)


_MESSAGES = (
    "select m.id, m.recipient_id, m.channel, t.event_type, m.event_id, m.state, m.attempts, m.next_attempt_at, m.error,"
    " m.created_at, m.delivered_at from messages as m join texts as t on t.id = m.text_id"
)


async def message(conn: Connection, message_id: UUID) -> MessageView:
    row = await conn.fetchrow(f"{_MESSAGES} where m.id = $1", message_id)
    return MessageView(**_found(row, "message", message_id))


async def messages(conn: Connection, state: str, after: UUID | None, limit: int) -> dict[str, Any]:
    rows = await conn.fetch(
        f"{_MESSAGES} where m.state = $1 and ($2::uuid is null or m.id > $2) order by m.id limit $3",
        *(state, after, limit + 1),
    )
    return page([MessageView(**row) for row in rows], limit, lambda view: view.id)


_INBOX = (
    "select m.id, t.event_type, t.subject, t.body, t.link, t.circular_id, c.acknowledge_by, cr.acknowledged_at,"
    " m.created_at, m.read_at from messages as m join texts as t on t.id = m.text_id"
    " left join circulars as c on c.id = t.circular_id"
    " left join circular_recipients as cr on cr.circular_id = t.circular_id and cr.recipient_id = m.recipient_id"
    " where m.recipient_id = $1 and m.channel = 'inbox'"
)


async def inbox(conn: Connection, reference: str, unread: bool, after: UUID | None, limit: int) -> dict[str, Any]:
    """The caller's own messages, newest first. Raises NotInDirectory."""
    rows = await conn.fetch(
        f"{_INBOX} and (not $2::boolean or m.read_at is null) and ($3::uuid is null or m.id < $3)"
        " order by m.id desc limit $4",
        *(await recipient_of(conn, reference), unread, after, limit + 1),
    )
    return page([InboxView(**row) for row in rows], limit, lambda view: view.id)


async def inbox_message(conn: Connection, recipient_id: UUID, message_id: UUID) -> InboxView:
    row = await conn.fetchrow(f"{_INBOX} and m.id = $2", recipient_id, message_id)
    return InboxView(**_found(row, "message", message_id))


async def circular(conn: Connection, circular_id: UUID) -> CircularView:
    row = await conn.fetchrow(
        f"select id, title, body, acknowledge_by, state, recipients, acknowledged, published_at, {_VERSION}"
        " from circulars where id = $1",
        circular_id,
    )
    found = _found(row, "circular", circular_id)
    shares = await conn.fetch(
        "select r.organisation_id, o.name, count(*) as recipients, count(r.acknowledged_at) as acknowledged,"
        " count(r.acknowledged_at) * 100 / count(*) as percent"
        " from circular_recipients as r left join organisations as o on o.id = r.organisation_id"
        " where r.circular_id = $1 group by r.organisation_id, o.name order by o.name, r.organisation_id",
        circular_id,
    )
    percent = found["acknowledged"] * 100 // found["recipients"]
    return CircularView(**found, percent=percent, organisations=[Share(**share) for share in shares])


async def circulars(conn: Connection, after: UUID | None, limit: int) -> dict[str, Any]:
    """Newest first."""
    rows = await conn.fetch(
        "select id, title, acknowledge_by, state, recipients, acknowledged, published_at from circulars"
        " where ($1::uuid is null or id < $1) order by id desc limit $2",
        *(after, limit + 1),
    )
    return page([CircularSummary(**row) for row in rows], limit, lambda view: view.id)


def _found(row: Row | None, what: str, wanted: UUID) -> dict[str, Any]:
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
