"""Things of the machine that can be broken and mended: a disk, a certificate, a backup."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.watch.backups import FILE

DISK_BYTES = 4 * 2**20
NO_DISK = "a small disk cannot be made here: mount needs root"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of 4 MB, or None where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "masohi-test", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    (disk / "much").write_bytes(bytes(DISK_BYTES * 95 // 100))


def empty(disk: Path) -> None:
    (disk / "much").unlink()


def back_up(folder: Path, ago: timedelta) -> None:
    """What the keeper of the backups writes for the watch."""
    folder.mkdir(exist_ok=True)
    fresh = folder / "fresh"
    fresh.write_text(f'masohi_backup_taken_timestamp_seconds{{kind="full"}} {time.time() - ago.total_seconds()}\n')
    fresh.rename(folder / FILE)


def certify(context: ssl.SSLContext, folder: Path, valid_for: timedelta) -> None:
    """From now on the server shows a certificate that is valid for so long."""
    key, name, ends = ec.generate_private_key(ec.SECP256R1()), x509.Name([]), datetime.now(UTC) + valid_for
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, ends - timedelta(days=90), ends)
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem) + key.private_bytes(pem, *private))
    context.load_cert_chain(folder / "pem")


@asynccontextmanager
async def tls_server(port: int, context: ssl.SSLContext) -> AsyncIterator[None]:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port, ssl=context)
    async with server:
        yield
