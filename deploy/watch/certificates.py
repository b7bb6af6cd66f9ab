"""When the certificates end that servers show to whoever connects."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from datetime import datetime

from cryptography import x509

from deploy.watch import metrics

_TIMEOUT_S = 10


class Certificates:
    """`servers`: name → host:port. One that does not answer keeps what it showed last: its certificate ends then."""

    def __init__(self, servers: Mapping[str, str]) -> None:
        self._servers = servers

    async def look(self) -> None:
        """Raises OSError when one does not answer, after the others were looked at."""
        found = await asyncio.gather(*map(expiry, self._servers.values()), return_exceptions=True)
        errors = []
        for name, ends in zip(self._servers, found, strict=True):
            if isinstance(ends, datetime):
                metrics.CERTIFICATE_EXPIRES.labels(name).set(ends.timestamp())
            else:
                errors.append(ends)
        if errors:
            raise errors[0]

    def away(self) -> None:
        """Nothing: what is known stays known."""


async def expiry(address: str) -> datetime:
    """Of the certificate at host:port. It is read, not trusted: one that has ended counts, too. Raises OSError."""
    host, _, port = address.rpartition(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with asyncio.timeout(_TIMEOUT_S):
        _, writer = await asyncio.open_connection(host.strip("[]"), int(port), ssl=context, server_hostname=host)
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return x509.load_der_x509_certificate(shown).not_valid_after_utc
    finally:
        writer.close()
