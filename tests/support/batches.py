"""Kafka's record batches, written byte by byte: also those that no client of ours could write."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence

import cramjam
from aiokafka.codec import snappy_encode
from aiokafka.record.util import calc_crc32c, encode_varint

CODECS: Mapping[str, int] = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
_PACK: Mapping[int, Callable[[bytes], object]] = {
    0: bytes,
    1: cramjam.gzip.compress,
    2: snappy_encode,
    3: cramjam.lz4.compress,
    4: cramjam.zstd.compress,
}


def record(
    value: bytes | None,
    headers: Sequence[tuple[bytes, bytes | None]] = (),
    key: bytes | None = None,
    delta: int = 0,
) -> bytes:
    """One record; `delta` is its offset in the batch. The names of headers are any bytes."""
    body = b"\0" + varint(0) + varint(delta) + _sized(key) + _sized(value) + varint(len(headers))
    body += b"".join(_sized(name) + _sized(content) for name, content in headers)
    return varint(len(body)) + body


def batch(
    records: Sequence[bytes],
    codec: str = "none",
    base_offset: int = 0,
    *,
    packed: bytes | None = None,
    attributes: int = 0,
    count: int | None = None,
) -> bytes:
    """One batch with a checksum that fits. `packed` stands in the place of what the codec makes of the records."""
    number = CODECS.get(codec, 7)
    content = bytes(_PACK[number](b"".join(records))) if packed is None else packed  # type: ignore[call-overload]
    last, known = len(records) - 1, len(records) if count is None else count
    rest = struct.pack(">hiqqqhii", attributes | number, last, 0, 0, -1, -1, -1, known) + content
    return struct.pack(">qiibI", base_offset, len(rest) + 9, -1, 2, calc_crc32c(rest)) + rest


def varint(number: int) -> bytes:
    encoded = bytearray()
    encode_varint(number, encoded.append)
    return bytes(encoded)


def _sized(content: bytes | None) -> bytes:
    return varint(-1) if content is None else varint(len(content)) + content
