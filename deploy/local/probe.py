"""Does a Kafka broker answer? We write the request by hand: importing a client takes longer than starting Tansu."""

from __future__ import annotations

import socket
import struct

from deploy.local.ports import HOST

METADATA, VERSION, NO_TOPICS, CLIENT = 3, 1, 0, b"masohi"
REQUEST = struct.pack(f">hhih{len(CLIENT)}si", METADATA, VERSION, 1, len(CLIENT), CLIENT, NO_TOPICS)


def kafka_answers(port: int) -> bool:
    """Whether the broker on 127.0.0.1:`port` names itself as a member of its cluster."""
    try:
        return _brokers(port) > 0
    except (OSError, struct.error):
        return False


def _brokers(port: int) -> int:
    with socket.create_connection((HOST, port), timeout=2) as connection, connection.makefile("rb") as answer:
        connection.sendall(struct.pack(">i", len(REQUEST)) + REQUEST)
        _size, _correlation, brokers = struct.unpack(">iii", answer.read(12))
    return int(brokers)
