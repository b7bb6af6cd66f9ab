"""Who is signed on in which browser, and codes under way. All of it is in memory: a restart signs everybody out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SESSION_S = 12 * 3600.0
CODE_S = 60.0
_MOST = 10_000


@dataclass(slots=True, eq=False)
class Session:
    """`sid` stands in tokens, the key of the browser's cookie never does. `clients` were given a token."""

    subject: str
    began: float
    sid: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    clients: set[str] = field(default_factory=set)

    def is_younger_than(self, seconds: int | None) -> bool:
        return seconds is None or time.time() - self.began <= seconds


class Sessions:
    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._sessions: dict[str, Session] = {}

    def begin(self, subject: str) -> tuple[str, Session]:
        """A new session and the cookie that stands for it."""
        cookie, session = secrets.token_urlsafe(32), Session(subject, self._now())
        self._sessions[cookie] = session
        if len(self._sessions) > _MOST:
            del self._sessions[next(iter(self._sessions))]
        return cookie, session

    def get(self, cookie: str | None) -> Session | None:
        session = self._sessions.get(cookie or "")
        return session if session and self._now() - session.began < SESSION_S else None

    def end(self, cookie: str | None) -> Session | None:
        return self._sessions.pop(cookie or "", None)

    def is_open(self, session: Session) -> bool:
        return session in self._sessions.values()


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for."""

    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str | None
    session: Session
    issued: float


class Codes:
    """Each code works once, for a minute."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._codes: dict[str, Code] = {}

    def issue(self, client_id: str, redirect_uri: str, challenge: str, nonce: str | None, session: Session) -> str:
        self._codes = {text: code for text, code in self._codes.items() if self._now() - code.issued < CODE_S}
        text = secrets.token_urlsafe(32)
        self._codes[text] = Code(client_id, redirect_uri, challenge, nonce, session, self._now())
        return text

    def redeem(self, text: str) -> Code | None:
        code = self._codes.pop(text, None)
        return code if code and self._now() - code.issued < CODE_S else None
