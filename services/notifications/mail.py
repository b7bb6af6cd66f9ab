"""E-mail over SMTP: one connection, one message at a time. The answer of the mail server is the outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime
from typing import cast

import aiosmtplib
from aiosmtplib import SMTP, SMTPException

from services.notifications.domain.messages import Answer, Mail, one_line, without_addresses
from services.notifications.settings import NotificationsSettings

_MORE = {"id": "Selengkapnya (perlu masuk)", "en": "More (asks you to sign in)"}
_FOOT = {
    "id": "Pesan otomatis dari Masohi. Mohon tidak membalas.",
    "en": "An automatic message from Masohi. Please do not reply.",
}
_WIRE = compat32.clone(linesep="\r\n")
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_TAKEN_OVER_S = 600.0
"""For the answer to the message itself: RFC 5321, section 4.5.3.2.6. Who hangs up earlier sends it twice."""
_OURS = frozenset({421, 530, 534, 535, 538})
"""Answers about the server or our account, whatever command they follow: RFC 5321, section 3.8; RFC 4954, section 6."""
_HINT = {
    "none": "if the server wants TLS, set MASOHI_SMTP_TLS",
    "starttls": "if the server speaks TLS from the first byte, set MASOHI_SMTP_TLS=implicit",
    "implicit": "if the server begins without TLS, set MASOHI_SMTP_TLS=starttls",
}


class Unreachable(Exception):
    """No mail server answers, or it refuses the connection. No message is at fault."""


@asynccontextmanager
async def connected(settings: NotificationsSettings) -> AsyncIterator[SMTP]:
    """A connection that is ready to send. Raises Unreachable."""
    username = settings.as_now("smtp_username")
    client = SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_tls == "implicit",
        start_tls=settings.smtp_tls == "starttls",
        cert_bundle=settings.smtp_ca_file,
        username=username or None,
        password=settings.as_now("smtp_password") if username else None,
        local_hostname=_domain(settings),
        timeout=settings.mail_timeout_s,
    )
    try:
        async with asyncio.timeout(settings.mail_timeout_s):
            await client.connect()
    except aiosmtplib.SMTPResponseException as error:
        client.close()
        raise Unreachable(_plain(_short(error))) from None
    except (SMTPException, OSError, ValueError) as error:
        client.close()
        raise Unreachable(f"{_plain(_short(error))} ({_HINT[settings.smtp_tls]})") from None
    try:
        yield client
    finally:
        with suppress(SMTPException, OSError):
            async with asyncio.timeout(2):
                await client.quit()
        client.close()


async def send(client: SMTP, mail: Mail, settings: NotificationsSettings) -> Answer:
    """Sends one message. The error has no address of a person. After an answer with `away` the connection is closed."""
    if mail.address is None:
        return Answer("refused", "no active recipient with an address")
    try:
        answer = await _try(client, compose(mail, mail.address, settings), mail.address, settings)
    except ValueError as error:
        return Answer("refused", _shown(_short(error), mail.address, settings))
    if answer.away:
        client.close()
    return Answer(answer.outcome, answer.error and _shown(answer.error, mail.address, settings), answer.away)


async def _try(client: SMTP, content: bytes, to: str, settings: NotificationsSettings) -> Answer:
    try:
        await client.mail(settings.sender)
        await client.rcpt(to)
        await client.data(content, timeout=_TAKEN_OVER_S)
    except aiosmtplib.SMTPSenderRefused as error:
        return Answer("deferred", _short(error), away=True)  # our setting, not the message
    except aiosmtplib.SMTPResponseException as error:
        answer = judge(error.code, error.message)
        return answer if answer.away else await _reset(client, answer)
    except (SMTPException, OSError) as error:
        return Answer("deferred", _short(error), away=True)
    return Answer("delivered")


def judge(code: int, text: str) -> Answer:
    """5yz is a permanent refusal, 4yz a temporary one: RFC 5321, section 4.2.1. Anything else is no SMTP."""
    error = f"{code} {text}"
    if code in _OURS or code < 400:
        return Answer("deferred", error, away=True)
    return Answer("refused" if code >= 500 else "deferred", error)


async def _reset(client: SMTP, answer: Answer) -> Answer:
    """Makes the connection fit for the next message. Where that fails, it is closed."""
    try:
        await client.rset()
    except (SMTPException, OSError):
        client.close()
    return answer


def compose(mail: Mail, to: str, settings: NotificationsSettings) -> bytes:
    """The e-mail of a message. Its Message-ID is the same each time, so a second sending can be recognised.

    What people have written stands in the subject and in the body. Both are encoded whole. `EmailMessage` reads a
    subject that looks encoded, and before Python 3.11.10 and 3.12.5 the line breaks in it became headers.
    """
    if "=?" in to or not to.isascii():
        raise ValueError("this address cannot stand in a header")
    text, message = mail.text, cast("Message[str, str | Header]", Message(_WIRE))
    message["From"], message["To"] = settings.sender, to
    message["Subject"] = Header(one_line(text.subject), _UTF8, header_name="Subject")
    message["Date"] = format_datetime(mail.message.created_at)
    message["Message-ID"] = f"<{mail.message.id}@{_domain(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = text.language
    more = f"\n\n{_MORE[text.language]}: {settings.public_url}{text.link}" if text.link else ""
    message.set_payload(f"{text.body}{more}\n\n-- \n{_FOOT[text.language]}\n", _UTF8)
    return message.as_bytes()


def _domain(settings: NotificationsSettings) -> str:
    return settings.sender.rpartition("@")[2]


def _short(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"


def _shown(answer: str, to: str, settings: NotificationsSettings) -> str:
    return _plain(without_addresses(answer, to, settings.sender))


def _plain(answer: str) -> str:
    """What a server says may hold any bytes. The database takes text."""
    return "".join(character if character.isprintable() else "�" for character in one_line(answer))
