"""Who is signed in: a row per session, and a cookie whose value only the browser knows.

Tokens are thrown away after sign-on. What a session may do stands in its row; the issuer is asked again each hour.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.edge.access import Actor
from shared.languages import Language
from shared.postgres.pool import Connection, Row

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
CHECK_AGAIN = timedelta(minutes=60)
REMEMBERED = timedelta(days=1)
"""How long a session that is over is known: a form that it sent is kept, one from nobody is not."""
_SEEN_EVERY = timedelta(minutes=1)

_COLUMNS = "id_hash, subject, roles, organisation, language, said, lasting, seen_at, checked_at, expires_at, ended_at"


@dataclass(frozen=True, slots=True)
class Session:
    """A row of `web_sessions`."""

    id_hash: bytes
    subject: str
    roles: frozenset[str]
    organisation: UUID | None
    language: Language | None
    said: str | None
    lasting: bool
    """Its cookie outlives the browser."""
    seen_at: datetime
    checked_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @property
    def actor(self) -> Actor:
        return Actor(self.subject, self.roles, self.organisation)

    def lives(self, now: datetime, idle: timedelta) -> bool:
        return self.ended_at is None and now < self.expires_at and now - self.seen_at < idle

    def is_due(self, now: datetime) -> bool:
        """Whether the issuer must be asked again before the next page is shown."""
        return now - self.checked_at >= CHECK_AGAIN


def hash_of(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


async def begin(
    conn: Connection,
    actor: Actor,
    idp_sid: str | None,
    language: Language | None,
    now: datetime,
    *,
    lasting: bool = False,
) -> str:
    """A new session. Returns the cookie's value, 256 random bits, which is known nowhere else."""
    cookie = secrets.token_urlsafe(32)
    await conn.execute(
        "insert into web_sessions (id_hash, subject, roles, organisation, language, idp_sid, lasting, created_at,"
        " seen_at, checked_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9)",
        *(hash_of(cookie), actor.subject, sorted(actor.roles), actor.organisation, language, idp_sid),
        *(lasting, now, now + LONGEST),
    )
    return cookie


async def find(conn: Connection, cookie: str) -> Session | None:
    """The session of a cookie, also one that is over, as long as it is known."""
    row = await conn.fetchrow(f"select {_COLUMNS} from web_sessions where id_hash = $1", hash_of(cookie))
    return _session(row) if row else None


async def seen(conn: Connection, session: Session, now: datetime) -> None:
    """Remembers that the session is in use, once a minute."""
    if now - session.seen_at >= _SEEN_EVERY:
        await conn.execute("update web_sessions set seen_at = $2 where id_hash = $1", session.id_hash, now)


async def end(conn: Connection, id_hash: bytes, now: datetime) -> None:
    """Ends a session. A cookie that was copied is worth nothing from here on."""
    await conn.execute(
        "update web_sessions set ended_at = $2, said = null where id_hash = $1 and ended_at is null", id_hash, now
    )


async def end_all(conn: Connection, idp_sid: str | None, subject: str | None, now: datetime) -> int:
    """Ends the sessions that one sign-on at the issuer began, or all of a subject. Returns how many."""
    done = await conn.execute(
        "update web_sessions set ended_at = $3, said = null where ended_at is null"
        " and (($1::text is not null and idp_sid = $1) or ($1::text is null and subject = $2))",
        *(idp_sid, subject, now),
    )
    return int(done.rpartition(" ")[2])


async def say(conn: Connection, id_hash: bytes, said: str | None) -> None:
    """What the next page says once, such as a receipt; None: it has been said."""
    await conn.execute("update web_sessions set said = $2 where id_hash = $1", id_hash, said)


async def speak(conn: Connection, id_hash: bytes, language: Language) -> None:
    await conn.execute("update web_sessions set language = $2 where id_hash = $1", id_hash, language)


async def forget_sessions(conn: Connection, now: datetime) -> int:
    """Removes sessions that ended, or ran out, more than a day ago."""
    gone = await conn.execute("delete from web_sessions where least(expires_at, ended_at) < $1", now - REMEMBERED)
    return int(gone.rpartition(" ")[2])


def _session(row: Row) -> Session:
    return Session(**{**row, "roles": frozenset(row["roles"])})
