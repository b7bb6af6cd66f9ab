"""Which ports of this machine are free."""

from __future__ import annotations

import os
import random
import socket
from collections import deque

from deploy.local.errors import LocalError

HOST = "127.0.0.1"
# These are below the ports that a system gives to outgoing connections. Otherwise a client that reconnects to a stopped
# server could get the same port for its own end, connect to itself, and block the server's next start.
PORTS = range(15000, 32000)
MAX_RESERVED = 50

_reserved: deque[int] = deque()
"""Descriptors of the UDP sockets that reserve ports, oldest first."""


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on, and that no other process of ours gets before it is used.

    This process reserves the number by opening the UDP port of the same number. The system frees it with the process.
    """
    for port in random.sample(PORTS, len(PORTS)):
        if _is_free(port) and _reserve(port):
            return port
    raise LocalError(f"No port from {PORTS.start} to {PORTS.stop - 1} is free: stop some programs.")


def _reserve(port: int) -> bool:
    with socket.socket(type=socket.SOCK_DGRAM) as claim:
        try:
            claim.bind((HOST, port))
        except OSError:
            return False
        _reserved.append(claim.detach())
    if len(_reserved) > MAX_RESERVED:  # its server has started long ago
        os.close(_reserved.popleft())
    return True


def require_free(port: int, what: str, setting: str) -> None:
    """LocalError unless `what` can listen on `port`; `setting` is where a person chooses another."""
    if not _is_free(port):
        raise LocalError(
            f"Port {port} ({what}) is in use by another program: stop it, or choose another with {setting}=…"
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
