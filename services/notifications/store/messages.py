"""Write SQL of the messages: addressed in one statement, claimed with a lease, settled one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.message import LONGEST_WAIT, Addressees, Message, Text
from services.notifications.events import Channel
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


@dataclass(frozen=True, slots=True)
class Occasion:
    """The fact that messages tell of. `source` and `event_id` identify it, as in CloudEvents."""

    source: str
    event_id: str
    event_type: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A message claimed for sending. `claimed_until` is the claim; `address` is None where the recipient has none."""

    message: Message
    address: str | None
    text: Text
    claimed_until: datetime
    correlation_id: str
    created_at: datetime


async def address(
    conn: Connection,
    occasion: Occasion,
    rule_id: str,
    texts: Sequence[Text],
    to: Addressees,
    channels: frozenset[Channel],
    now: datetime,
    circular_id: UUID | None = None,
) -> list[Message]:
    """One message per recipient and channel that has none yet about this fact; an inbox message is delivered by it.

    Fan-out in one statement; a text is kept only in the languages that somebody reads.
    """
    rows = await conn.fetch(
        """
        with chosen as (
            select r.id, r.language, c.channel
            from recipients as r cross join unnest($1::text[]) as c (channel)
            where r.active and c.channel = any(r.channels)
                and (cardinality($2::text[]) = 0 or r.roles && $2)
                and ($3::uuid[] is null or r.organisation_id = any($3))
                and ($15::uuid[] is null or r.id = any($15))
        ),
        said as (
            insert into texts (
                id, source, event_id, event_type, rule_id, language, subject, body, link, circular_id, correlation_id
            )
            select uuidv7(), $4, $5, $6, $7, t.language, t.subject, t.body, t.link, $8, $9
            from unnest($10::text[], $11::text[], $12::text[], $13::text[]) as t (language, subject, body, link)
            where t.language in (select language from chosen)
            on conflict (source, event_id, rule_id, language) do update set language = excluded.language
            returning id, language
        )
        insert into messages (
            id, text_id, recipient_id, channel, source, event_id, state, next_attempt_at, created_at, delivered_at
        )
        select uuidv7(), said.id, chosen.id, chosen.channel, $4, $5,
            case chosen.channel when 'inbox' then 'delivered' else 'queued' end,
            $14::timestamptz, $14, case chosen.channel when 'inbox' then $14 end
        from chosen join said using (language)
        on conflict on constraint messages_once do nothing
        returning id, recipient_id, channel, state, attempts, next_attempt_at
        """,
        *(sorted(channels), sorted(to.roles), None if to.organisations is None else sorted(to.organisations)),
        *(occasion.source, occasion.event_id, occasion.event_type, rule_id, circular_id, occasion.correlation_id),
        *([t.language for t in texts], [t.subject for t in texts], [t.body for t in texts], [t.link for t in texts]),
        *(now, None if to.recipients is None else list(to.recipients)),
    )
    return [Message(**row, event_type=occasion.event_type, event_id=occasion.event_id) for row in rows]


async def claim_due(conn: Connection, now: datetime, limit: int, lease_s: float) -> list[Mail]:
    """Queued e-mails that are due, leased in real time, so that no transaction stays open while they are sent.

    A wait longer than any backoff means that the clock was set back: such a message is due as well.
    """
    rows = await conn.fetch(
        """
        with due as (
            select id from messages
            where state = 'queued' and (next_attempt_at <= $1 or next_attempt_at > $1 + $4::interval)
                and (claimed_until is null or claimed_until < clock_timestamp())
            order by next_attempt_at limit $2 for update skip locked
        ),
        claimed as (
            update messages as m set claimed_until = clock_timestamp() + make_interval(secs => $3)
            from due where m.id = due.id
            returning m.*
        )
        select m.id, m.recipient_id, m.channel, m.event_id, m.state, m.attempts, m.next_attempt_at, m.claimed_until,
            m.created_at, t.event_type, t.language, t.subject, t.body, t.link, t.correlation_id,
            case when r.active then r.email end as address
        from claimed as m join texts as t on t.id = m.text_id join recipients as r on r.id = m.recipient_id
        order by m.id
        """,
        *(now, limit, lease_s, LONGEST_WAIT),
    )
    return [_mail(row) for row in rows]


def _mail(row: Row) -> Mail:
    text = Text(row["language"], row["subject"], row["body"], row["link"])
    return Mail(_message(row), row["address"], text, row["claimed_until"], row["correlation_id"], row["created_at"])


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        recipient_id=row["recipient_id"],
        channel=row["channel"],
        event_type=row["event_type"],
        event_id=row["event_id"],
        state=row["state"],
        attempts=row["attempts"],
        next_attempt_at=row["next_attempt_at"],
    )


async def settle(conn: Connection, m: Message, claimed_until: datetime, now: datetime) -> bool:
    """Writes what became of a claimed message. False when the claim was lost to another worker meanwhile."""
    status = await conn.execute(
        "update messages set state = $3, attempts = $4, next_attempt_at = $5, error = $6, claimed_until = null,"
        " delivered_at = case $3 when 'delivered' then $7::timestamptz end"
        " where id = $1 and state = 'queued' and claimed_until = $2",
        *(m.id, claimed_until, m.state, m.attempts, m.next_attempt_at, m.error, now),
    )
    return status == "UPDATE 1"


async def release(conn: Connection, mails: Sequence[Mail]) -> None:
    """Gives claims back untouched."""
    await conn.execute(
        "update messages as m set claimed_until = null"
        " from unnest($1::uuid[], $2::timestamptz[]) as c (id, claimed_until)"
        " where m.id = c.id and m.claimed_until = c.claimed_until",
        *([mail.message.id for mail in mails], [mail.claimed_until for mail in mails]),
    )


async def load_message(conn: Connection, message_id: UUID) -> Message:
    """One message, locked. Raises NotFound."""
    row = await conn.fetchrow(
        "select m.*, t.event_type from messages as m join texts as t on t.id = m.text_id"
        " where m.id = $1 for update of m",
        message_id,
    )
    if row is None:
        raise NotFound(what="message", id=message_id)
    return _message(row)


async def requeue(conn: Connection, m: Message) -> None:
    await conn.execute(
        "update messages set state = $2, attempts = $3, next_attempt_at = $4, error = null where id = $1",
        *(m.id, m.state, m.attempts, m.next_attempt_at),
    )


async def mark_read(conn: Connection, recipient_id: UUID, message_id: UUID, now: datetime) -> None:
    """Raises NotFound, also where the message is somebody else's."""
    status = await conn.execute(
        "update messages set read_at = coalesce(read_at, $3) where id = $2 and recipient_id = $1 and channel = 'inbox'",
        *(recipient_id, message_id, now),
    )
    if status != "UPDATE 1":
        raise NotFound(what="message", id=message_id)


async def queued(conn: Connection) -> int:
    return int(await conn.fetchval("select count(*) from messages where state = 'queued'"))
