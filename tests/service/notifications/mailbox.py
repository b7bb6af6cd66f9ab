"""A real mail server in this process. A test decides what it answers, and how it speaks."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from typing import Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

Tls = Literal["none", "starttls", "implicit"]


@dataclass
class Mailbox:
    """The e-mails that the server accepted.

    `answers`: address → the answer to RCPT instead of yes. `greeting`, `to_sender` and `to_data`: that answer to all.
    """

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hang_up_on: set[str] = field(default_factory=set)
    greeting: str | None = None
    to_sender: str | None = None
    to_data: str | None = None
    connections: int = 0
    asked: list[str] = field(default_factory=list)
    """The addresses of RCPT, in order."""
    strange: bool = False
    """It answers RCPT with bytes that are no text."""

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.to_sender is None:
            envelope.mail_from = address
        return self.to_sender or "250 ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append(address)
        if self.strange:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.write(b"550-no\x00 such\xff\r\n")
        if address in self.hang_up_on:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_data:
            return self.to_data
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.raw.append(envelope.content)
        self.mails.append(parsed)
        return "250 accepted"

    @asynccontextmanager
    async def open(self, tls: Tls = "none", context: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
        """Serves while the block lasts."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            partial(self._answer, context if tls == "starttls" else None),
            *("127.0.0.1", self.port),
            ssl=context if tls == "implicit" else None,
        )
        try:
            yield self
        finally:
            server.close()

    def _answer(self, starttls: ssl.SSLContext | None) -> asyncio.Protocol:
        self.connections += 1
        if self.greeting:
            return _TurnsAway(self.greeting)
        loop = asyncio.get_running_loop()
        smtp: asyncio.Protocol = SMTP(self, loop=loop, tls_context=starttls, require_starttls=starttls is not None)
        return smtp

    @property
    def receivers(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.mails)


class _TurnsAway(asyncio.Protocol):
    """Says one thing and hangs up."""

    def __init__(self, greeting: str) -> None:
        self._greeting = greeting

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(self._greeting.encode() + b"\r\n")
        transport.close()
