"""Messages and their texts. E-mails are claimed with a lease and settled one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.notifications.domain.messages import LONGEST_WAIT, Claim, Mail, Message, Occasion, Text
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import Columns, found

CONTENT = (
    "coalesce(t.content, jsonb_build_object("
    "'language', t.language, 'subject', t.subject, 'body', t.body, 'link', t.link))"
)
"""The value of a text `t`. Rows from before migration 0002 have columns instead."""

_FIELDS = [field.name for field in fields(Message)]
_SAVE = (
    "update messages set state = $2, attempts = $3, next_attempt_at = $4, delivered_at = $5, error = $6,"
    " refused_since = $7, claim = null, claimed_until = null where id = $1"
)


async def add(conn: Connection, occasion: Occasion, texts: Sequence[Text], messages: Sequence[Message]) -> set[UUID]:
    """Adds messages with the texts that they point at. Returns the ids of those that were added.

    A recipient who has a message about this fact on this channel already gets no second one.
    """
    languages = {message.language for message in messages}
    rows = await conn.fetch(
        """
        with written as (
            insert into texts (
                id, source, event_id, event_type, rule_id, correlation_id, circular_id, language, content
            )
            select uuidv7(), $1, $2, $3, $4, $5, $6, content ->> 'language', content
            from unnest($7::jsonb[]) as content
            on conflict (source, event_id, rule_id, language) do update set language = excluded.language
            returning id, language
        )
        insert into messages (
            id, text_id, recipient_id, channel, source, event_id, state, next_attempt_at, created_at, delivered_at
        )
        select m.id, written.id, m.recipient_id, m.channel, $1, $2, m.state, m.next_attempt_at, m.created_at,
            m.delivered_at
        from jsonb_to_recordset($8::jsonb) as m (
            id uuid, recipient_id uuid, channel text, language text, state text, next_attempt_at timestamptz,
            created_at timestamptz, delivered_at timestamptz
        ) join written using (language)
        on conflict on constraint messages_once do nothing
        returning id
        """,
        *(occasion.source, occasion.event_id, occasion.event_type, occasion.rule_id, occasion.correlation_id),
        *(occasion.circular_id, [text.model_dump_json() for text in texts if text.language in languages]),
        orjson.dumps(messages, default=str).decode(),  # asyncpg's UUIDs are a class of their own
    )
    return {row["id"] for row in rows}


async def claim_due(conn: Connection, claim: UUID, now: datetime, limit: int, lease_s: float) -> list[Mail]:
    """Claims queued e-mails that are due. The lease is in real time: no transaction stays open while they are sent.

    Where a message waits longer than any backoff, the clock was set back. Such a message is due as well.
    """
    rows = await conn.fetch(
        f"""
        with due as (
            select id from messages
            where state = 'queued' and (next_attempt_at <= $1 or next_attempt_at > $1 + $4::interval)
                and (claimed_until is null or claimed_until < clock_timestamp())
            order by next_attempt_at limit $2 for update skip locked
        ),
        claimed as (
            update messages as m set claim = $5, claimed_until = clock_timestamp() + make_interval(secs => $3)
            from due where m.id = due.id
            returning m.*
        )
        select m.*, t.event_type, t.language, t.correlation_id, {CONTENT} as content, r.email, r.active
        from claimed as m join texts as t on t.id = m.text_id join recipients as r on r.id = m.recipient_id
        order by m.id
        """,
        *(now, limit, lease_s, LONGEST_WAIT, claim),
    )
    return [_mail(row) for row in rows]


def _mail(row: Row) -> Mail:
    return Mail(
        message=_message(row),
        text=Text.model_validate_json(row["content"]),
        email=row["email"],
        active=row["active"],
        correlation_id=row["correlation_id"],
    )


def _message(row: Columns) -> Message:
    values: dict[str, Any] = {name: row[name] for name in _FIELDS}
    return Message(**values)


async def renew(conn: Connection, claim: Claim, lease_s: float) -> set[UUID]:
    """Makes the lease longer. Returns the messages that the claim still holds."""
    rows = await conn.fetch(
        "update messages set claimed_until = clock_timestamp() + make_interval(secs => $3)"
        " where id = any($1::uuid[]) and claim = $2 and state = 'queued' returning id",
        *([mail.message.id for mail in claim.mails], claim.id, lease_s),
    )
    return {row["id"] for row in rows}


async def settle(conn: Connection, m: Message, claim: Claim) -> bool:
    """Saves a claimed message after an attempt. Returns False when another worker holds it now."""
    status = await conn.execute(f"{_SAVE} and state = 'queued' and claim = $8", *_values(m), claim.id)
    return status == "UPDATE 1"


async def save(conn: Connection, m: Message) -> None:
    await conn.execute(_SAVE, *_values(m))


def _values(m: Message) -> tuple[object, ...]:
    return m.id, m.state, m.attempts, m.next_attempt_at, m.delivered_at, m.error, m.refused_since


async def release(conn: Connection, claim: Claim) -> None:
    """Gives back what the claim still holds. The messages are unchanged."""
    await conn.execute(
        "update messages set claim = null, claimed_until = null where id = any($1::uuid[]) and claim = $2",
        *([mail.message.id for mail in claim.mails], claim.id),
    )


async def load(conn: Connection, message_id: UUID) -> Message:
    """One message, locked. Raises NotFound."""
    row = await conn.fetchrow(
        "select m.*, t.event_type, t.language from messages as m join texts as t on t.id = m.text_id"
        " where m.id = $1 for update of m",
        message_id,
    )
    return _message(found(row, "message", message_id))


@dataclass(frozen=True, slots=True)
class Backlog:
    """`refused_since` is that of the message which the mail server has refused for the longest time."""

    queued: int
    refused_since: datetime | None


async def backlog(conn: Connection) -> Backlog:
    row = await conn.fetchrow(
        "select count(*) as queued, min(refused_since) as refused_since from messages where state = 'queued'"
    )
    assert row is not None
    return Backlog(**row)
