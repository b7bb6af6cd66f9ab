"""The notifications service with a small directory, and a real mail server that can be told what to answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.process import free_port
from services.agreements.events import OrganisationRegistered
from services.notifications.delivery import Delivery
from services.notifications.main import SERVICE
from services.notifications.settings import NotificationsSettings
from tests.conftest import RunService
from tests.support.harness import Harness

DINSOS, LAPAS, KEJARI = UUID(int=101), UUID(int=102), UUID(int=103)
ORGANISATIONS: Mapping[UUID, tuple[str, str, str]] = {
    DINSOS: ("dinsos", "Dinas Sosial Kota Ambon", "agency"),
    LAPAS: ("lapas-ambon", "Lembaga Pemasyarakatan Ambon", "prison"),
    KEJARI: ("kejari-ambon", "Kejaksaan Negeri Ambon", "prosecutor"),
}


@pytest.fixture
async def notifications(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        for id_, (code, name, kind) in ORGANISATIONS.items():
            await running.hear(OrganisationRegistered(organisation_id=id_, code=code, name=name, kind=kind))
        assert await buried(running) == []
        yield running


async def buried(h: Harness) -> list[str]:
    """Why messages went to the dead letters."""
    return [row["error"] for row in await h.pool.fetch("select error from dead_letters order by id")]


async def recipient(h: Harness, reference: str, organisation: UUID = DINSOS, **said: Any) -> dict[str, Any]:
    body = {"reference": reference, "name": f"Nama {reference}", "organisation_id": organisation, "roles": ["clerk"]}
    made: dict[str, Any] = await h.post("/notifications/recipients", body | said, "coordinator")
    return made


def by_mail(reference: str) -> dict[str, Any]:
    return {"email": f"{reference}@ambon.example", "channels": ["email"]}


@dataclass
class Mailbox:
    """What the mail server took. `answers`: address → what it says to RCPT instead of yes."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hang_up_on: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.hang_up_on:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 kept"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mailbox]:
        """Serves while the block lasts."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, loop=loop), "127.0.0.1", self.port)
        try:
            yield self
        finally:
            server.close()

    @property
    def receivers(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.mails)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(free_port())


def delivery(mailbox: Mailbox, **said: Any) -> Delivery:
    settings = {
        "database_dsn": "unused",
        "port": 0,
        "issuer": "unused",
        "issuer_jwks": "unused",
        "person_key": "unused, but 32 characters or more",
        "smtp_host": "127.0.0.1",
        "smtp_port": mailbox.port,
        "smtp_starttls": False,
        "sender": "masohi@ambon.example",
        "public_url": "https://masohi.ambon.example",
        "mail_timeout_s": 5,
    }
    return Delivery(NotificationsSettings.model_validate(settings | said))


async def send(h: Harness, worker: Delivery) -> int:
    return await worker.turn(h.pool, h.clock, lambda: None)
