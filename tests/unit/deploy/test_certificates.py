"""Kafka's own authority: strict clients trust what it issues, for the right names and as long as it says."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.compose.certificates import LEAF_DAYS, Authority, ends


def shake_hands(folder: Path, host: str, *, client: bool = False) -> str | None:
    """What a client that trusts the authority says; None where all is well."""
    authority = Authority(folder)
    (folder / "server.pem").write_text(authority.issue("server", ["kafka", "127.0.0.1"]))
    (folder / "client.pem").write_text(authority.issue("client"))
    there = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=authority.certificate)
    there.load_cert_chain(folder / "server.pem")
    there.verify_mode = ssl.CERT_REQUIRED if client else ssl.CERT_NONE
    here = ssl.create_default_context(cadata=authority.certificate)
    here.verify_flags |= ssl.VERIFY_X509_STRICT
    there.verify_flags |= ssl.VERIFY_X509_STRICT
    if client:
        here.load_cert_chain(folder / "client.pem")
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    theirs.settimeout(5)

    def answer() -> None:
        try:
            with there.wrap_socket(theirs, server_side=True) as connection:
                connection.recv(1)
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with here.wrap_socket(ours, server_hostname=host) as connection:
            connection.send(b"x")
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    finally:
        thread.join()
    return None


@pytest.mark.parametrize("client", [False, True], ids=["server", "both"])
def test_a_strict_client_trusts_it(tmp_path: Path, client: bool) -> None:
    assert shake_hands(tmp_path, "kafka", client=client) is None
    assert shake_hands(tmp_path, "127.0.0.1", client=client) is None


def test_another_name_is_not_trusted(tmp_path: Path) -> None:
    assert "elsewhere" in (shake_hands(tmp_path, "elsewhere") or "")


def test_its_key_is_the_owners_alone_and_stays(tmp_path: Path) -> None:
    first = Authority(tmp_path).certificate
    assert Authority(tmp_path).certificate == first
    assert stat.S_IMODE((tmp_path / "kafka_ca.key").stat().st_mode) == 0o600
    assert "PRIVATE" not in first


def test_it_says_when_it_ends(tmp_path: Path) -> None:
    left = ends(Authority(tmp_path).issue("x")) - datetime.now(UTC)
    assert timedelta(days=LEAF_DAYS - 1) < left <= timedelta(days=LEAF_DAYS)
