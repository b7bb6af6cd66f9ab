import os
import random
import socket
from collections import deque

from deploy.local.errors import LocalError

HOST = "127.0.0.1"
# Below the ports that systems give to outgoing connections: a client that redials a stopped server could otherwise be
# given that very port, connect to itself, and keep the server from coming back.
PORTS = range(15000, 32000)
HELD_AT_MOST = 50

_held: deque[int] = deque()
"""Descriptors of the UDP sockets that hold ports, oldest first."""


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on, and that no other process of ours will be given before it is used.

    For that, this process holds the UDP port of the same number; the system takes it back when the process ends.
    """
    for port in random.sample(PORTS, len(PORTS)):
        if _is_free(port) and _hold(port):
            return port
    raise LocalError(f"No port from {PORTS.start} to {PORTS.stop - 1} is free: stop some programs.")


def _hold(port: int) -> bool:
    with socket.socket(type=socket.SOCK_DGRAM) as claim:
        try:
            claim.bind((HOST, port))
        except OSError:
            return False
        _held.append(claim.detach())
    if len(_held) > HELD_AT_MOST:  # long in use by now
        os.close(_held.popleft())
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
