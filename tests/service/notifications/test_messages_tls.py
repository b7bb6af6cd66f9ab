"""How the mail server speaks: plainly, TLS after STARTTLS, or TLS from the first byte. Never less than is set."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox, Tls


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, signed by itself, with its key: PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return file


@pytest.fixture(scope="session")
def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
async def test_sends_as_the_server_speaks(
    notifications: NotificationsClient, mailbox: Mailbox, certificate: Path, context: ssl.SSLContext, tls: Tls
) -> None:
    await scene.queue_mail(notifications, "asn")
    worker = scene.make_worker(mailbox, smtp_tls=tls, smtp_ca_file=str(certificate))
    async with mailbox.open(tls, context):
        assert await scene.send_due(notifications, worker) == 1
    assert len(mailbox.mails) == 1
    assert await find_error(notifications) is None


@pytest.mark.parametrize(
    ("spoken", "set_to", "hint"),
    [
        ("implicit", "starttls", "MASOHI_SMTP_TLS=implicit"),
        ("starttls", "implicit", "MASOHI_SMTP_TLS=starttls"),
        ("none", "starttls", "STARTTLS extension not supported"),
    ],
)
async def test_another_way_of_speaking_pauses_the_channel_and_says_what_to_set(
    notifications: NotificationsClient,
    mailbox: Mailbox,
    certificate: Path,
    context: ssl.SSLContext,
    spoken: Tls,
    set_to: Tls,
    hint: str,
) -> None:
    await scene.queue_mail(notifications, "asn")
    worker = scene.make_worker(mailbox, smtp_tls=set_to, smtp_ca_file=str(certificate), mail_timeout_s=1)
    async with mailbox.open(spoken, context):
        assert await scene.send_due(notifications, worker) == 0
    assert hint in str(await find_error(notifications))
    assert mailbox.mails == []


async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    notifications: NotificationsClient, mailbox: Mailbox, context: ssl.SSLContext
) -> None:
    await scene.queue_mail(notifications, "asn")
    worker = scene.make_worker(mailbox, smtp_tls="implicit")
    async with mailbox.open("implicit", context):
        assert await scene.send_due(notifications, worker) == 0
    assert "certificate verify failed" in str(await find_error(notifications))


async def find_error(notifications: NotificationsClient) -> str | None:
    """Why the channel pauses, if it does."""
    error: str | None = await notifications.h.pool.fetchval("select error from pauses")
    return error
