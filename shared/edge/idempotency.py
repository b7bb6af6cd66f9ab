"""`Idempotency-Key`: the same post twice does its work once and answers the same.

Per draft-ietf-httpapi-idempotency-key-header. The key is claimed in the command's own transaction, so a refused or
failed command leaves no trace and may be sent again with the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from shared.clock import LOCAL_ZONE
from shared.errors import Refusal
from shared.postgres.pool import Connection

_A_MOMENT_AGO = timedelta(minutes=10)


class IdempotencyKeyReused(
    Refusal,
    kind="invalid",
    indonesian="Idempotency-Key ini sudah dipakai untuk permintaan lain: pakai yang baru.",
):
    """This Idempotency-Key was used for another request: use a new one."""


class SentAlready(
    Refusal,
    kind="conflict",
    indonesian=(
        "Isi yang sama persis sudah Anda kirim pukul {at}, dan sudah tercatat. Kirim lagi hanya bila memang dua kali."
    ),
):
    """You sent exactly this at {at}, and it is recorded. Send it again only if there were two."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent, and sent again to the same key.

    `about` is set where the answer holds personal data: then neither it nor its ETag is kept, and who repeats the
    request reads anew what it was about.
    """

    status: int
    body: bytes
    etag: str | None
    about: UUID | None = None


async def claim(conn: Connection, actor: str, key: str, fingerprint: bytes, plain: bytes) -> Answer | None:
    """None when the key is new and now ours; the earlier answer otherwise. Waits for a twin that is under way.

    `plain` is the digest without a key, by which a release before this one knew the request. It is never saved."""
    fresh = await conn.fetchval(
        "insert into idempotency_keys (actor, key, fingerprint) values ($1, $2, $3)"
        " on conflict do nothing returning true",
        *(actor, key, fingerprint),
    )
    if fresh:
        return None
    row = await conn.fetchrow(
        "select fingerprint, status, body, etag, about from idempotency_keys where actor = $1 and key = $2", actor, key
    )
    if row is None or row["fingerprint"] not in (fingerprint, plain):
        raise IdempotencyKeyReused
    return Answer(row["status"], row["body"] or b"", row["etag"], UUID(row["about"]) if row["about"] else None)


async def need_other(conn: Connection, actor: str, key: str, fingerprint: bytes) -> None:
    """Raises SentAlready where the caller did the same in the last minutes, with another key."""
    sent = await conn.fetchval(
        "select created_at from idempotency_keys where actor = $1 and created_at > clock_timestamp() - $4::interval"
        " and fingerprint = $3 and key <> $2 order by created_at desc limit 1",
        *(actor, key, fingerprint, _A_MOMENT_AGO),
    )
    if sent is not None:
        raise SentAlready(at=f"{sent.astimezone(LOCAL_ZONE):%H:%M}")


async def save(conn: Connection, actor: str, key: str, answer: Answer) -> None:
    """Saves the answer in the command's transaction, so that both commit or neither."""
    await conn.execute(
        "update idempotency_keys set status = $3, body = $4, etag = $5, about = $6 where actor = $1 and key = $2",
        *(actor, key, answer.status, None if answer.about else answer.body, None if answer.about else answer.etag),
        str(answer.about) if answer.about else None,
    )
