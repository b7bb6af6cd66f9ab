"""How long certificates are still good, and for whom."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from deploy.compose.certificates import ends
from deploy.doctor.findings import Finding, fine, wrong

DAYS = 14
_WITHIN_S = 5.0


def of_file(file: Path, now: datetime | None = None) -> Finding:
    """Kafka's own: `make rotate` makes a new one."""
    try:
        left = (ends(file.read_text()) - (now or datetime.now(UTC))).days
    except (OSError, ValueError) as error:
        return wrong("certificate", f"{file.name}: {error}", f"`make rotate SECRET={file.name}`")
    return _judged(file.name, left, f"`make rotate SECRET={file.name}`")


def of_site(address: str, context: ssl.SSLContext | None = None, now: datetime | None = None) -> Finding:
    """The gateway's, as a browser checks it: by whom, for which name, until when."""
    parts = urlsplit(address)
    if parts.scheme != "https":
        return fine("certificate", f"{address} has none: another server must do TLS before others reach it")
    advice = "the gateway renews by itself where ports 80 and 443 reach it; else renew the files of MASOHI_TLS"
    host, port = parts.hostname or "", parts.port or 443
    try:
        with (
            socket.create_connection((host, port), timeout=_WITHIN_S) as plain,
            (context or ssl.create_default_context()).wrap_socket(plain, server_hostname=host) as connection,
        ):
            certificate = connection.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return wrong("certificate", f"{address}: {error.verify_message}", advice)
    except OSError as error:
        return wrong("certificate", f"{address}: {error}", "start the gateway")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    return _judged(address, (until - (now or datetime.now(UTC))).days, advice)


def _judged(what: str, left: int, advice: str) -> Finding:
    if left < DAYS:
        return wrong("certificate", f"{what} ends in {left} days" if left >= 0 else f"{what} has ended", advice)
    return fine("certificate", f"{what}: {left} days left")
