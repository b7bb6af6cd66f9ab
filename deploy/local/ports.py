import random
import socket

from deploy.local.errors import LocalError

HOST = "127.0.0.1"
# Below the ports that systems give to outgoing connections: a client that redials a stopped server could otherwise be
# given that very port, connect to itself, and keep the server from coming back.
PORTS = range(15000, 32000)


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    for port in random.sample(PORTS, len(PORTS)):
        if _is_free(port):
            return port
    raise LocalError(f"No port from {PORTS.start} to {PORTS.stop - 1} is free: stop some programs.")


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
