"""E-mail over SMTP: one connection, one message at a time. The answer of the mail server is the outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

import aiosmtplib
from aiosmtplib import SMTP, SMTPException

from services.notifications.domain.messages import Mail, Outcome
from services.notifications.settings import NotificationsSettings

_MORE = {"id": "Selengkapnya (perlu masuk)", "en": "More (asks you to sign in)"}
_FOOT = {
    "id": "Pesan otomatis dari Masohi. Mohon tidak membalas.",
    "en": "An automatic message from Masohi. Please do not reply.",
}


class Unreachable(Exception):
    """No mail server answers, or it refuses the connection. No message is at fault."""


@asynccontextmanager
async def connected(settings: NotificationsSettings) -> AsyncIterator[SMTP]:
    """A connection that is ready to send. Raises Unreachable."""
    client = SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        start_tls=settings.smtp_starttls,
        username=settings.smtp_username or None,
        password=settings.smtp_password.get_secret_value() if settings.smtp_username else None,
        local_hostname=_domain(settings),
        timeout=settings.mail_timeout_s,
    )
    try:
        async with asyncio.timeout(settings.mail_timeout_s):
            await client.connect()
    except (SMTPException, OSError, ValueError) as error:
        client.close()
        raise Unreachable(_short(error)) from None
    try:
        yield client
    finally:
        with suppress(SMTPException, OSError):
            async with asyncio.timeout(2):
                await client.quit()
        client.close()


async def send(client: SMTP, mail: Mail, settings: NotificationsSettings) -> tuple[Outcome, str | None]:
    """Sends one message. Returns the outcome and the error, without the address. A broken connection is closed."""
    if mail.address is None:
        return "refused", "no active recipient with an address"
    outcome, error = await _try(client, mail, mail.address, settings)
    return outcome, error and error.replace(mail.address, "…")[:300]


async def _try(client: SMTP, mail: Mail, to: str, settings: NotificationsSettings) -> tuple[Outcome, str | None]:
    try:
        async with asyncio.timeout(settings.mail_timeout_s):
            await client.send_message(compose(mail, to, settings), sender=settings.sender, recipients=[to])
    except aiosmtplib.SMTPRecipientsRefused as error:
        return _judge(error.recipients[0])
    except aiosmtplib.SMTPSenderRefused as error:
        return "deferred", _short(error)  # our setting, not the message
    except aiosmtplib.SMTPResponseException as error:
        return _judge(error)
    except ValueError as error:
        return "refused", _short(error)
    except (SMTPException, OSError) as error:
        client.close()
        return "deferred", _short(error)
    return "delivered", None


def _judge(error: aiosmtplib.SMTPResponseException | aiosmtplib.SMTPRecipientRefused) -> tuple[Outcome, str]:
    """5yz is a permanent refusal, 4yz a transient one: RFC 5321, section 4.2.1."""
    return ("refused" if error.code >= 500 else "deferred"), f"{error.code} {error.message}"


def compose(mail: Mail, to: str, settings: NotificationsSettings) -> EmailMessage:
    """The e-mail of a message. Its Message-ID is the same each time, so a second sending can be recognised."""
    text, message = mail.text, EmailMessage(SMTP_POLICY)
    message["From"], message["To"], message["Subject"] = settings.sender, to, text.subject
    message["Date"] = format_datetime(mail.message.created_at)
    message["Message-ID"] = f"<{mail.message.id}@{_domain(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    more = f"\n\n{_MORE[text.language]}: {settings.public_url}{text.link}" if text.link else ""
    message.set_content(f"{text.body}{more}\n\n-- \n{_FOOT[text.language]}\n")
    message["Content-Language"] = text.language
    return message


def _domain(settings: NotificationsSettings) -> str:
    return settings.sender.rpartition("@")[2]


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
