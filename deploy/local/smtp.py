"""A mail server that saves every mail as a file: `python -m deploy.local.smtp [--host H] --port N --dir D`."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import smtplib
import sys
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.process import HOST, Server

CHECKOUT = Path(__file__).parents[2]


class MailServer(Server):
    """A real SMTP server. Each mail is a file in `folder`, with the envelope's addresses as X-MailFrom and X-RcptTo."""

    name = "Mail"
    setting = "SMTP_PORT"

    def __init__(self, state: Path, port: int) -> None:
        super().__init__(state, port)
        self.folder = self.state / "mail"

    def messages(self) -> list[EmailMessage]:
        """All mails received, oldest first."""
        return [_read(file) for file in sorted(self.folder.glob("*.eml"))]

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "deploy.local.smtp", "--port", str(self.port), "--dir", str(self.folder)]

    def _environment(self) -> dict[str, str]:
        places = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
        return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))}

    def _is_ready(self) -> bool:
        try:
            with smtplib.SMTP(HOST, self.port, timeout=2):
                return True
        except (OSError, smtplib.SMTPException):
            return False


def _read(file: Path) -> EmailMessage:
    # Lines end with CRLF in SMTP, and the parser would leave the CR in the text.
    return message_from_bytes(file.read_bytes().replace(b"\r\n", b"\n"), policy=policy.default)


async def _receive(folder: Path, _server: SMTP, _session: Session, envelope: Envelope) -> str:
    _save(folder, _with_envelope(envelope))
    return "250 saved"


def _with_envelope(envelope: Envelope) -> bytes:
    content = envelope.content or b""
    raw = content if isinstance(content, bytes) else content.encode()
    sender, receivers = envelope.mail_from or "", ", ".join(envelope.rcpt_tos)
    return f"X-MailFrom: {sender}\r\nX-RcptTo: {receivers}\r\n".encode() + raw


def _save(folder: Path, mail: bytes) -> None:
    message_id = str(message_from_bytes(mail, policy=policy.default)["Message-ID"] or "")
    digest = hashlib.sha256(message_id.encode() or mail).hexdigest()[:16]
    file = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{digest}.eml"
    fresh = file.with_suffix(".new")
    fresh.write_bytes(mail)
    fresh.rename(file)


async def _serve(host: str, port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()
    handler = SimpleNamespace(handle_DATA=partial(_receive, folder))
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, loop=loop), host, port)
    await server.serve_forever()


def main() -> None:
    """Serve until ended by a signal."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.smtp", description=__doc__)
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True, help="folder for the mails")
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(options.host, options.port, options.dir))


if __name__ == "__main__":
    main()
