"""Unpacks what Kafka's producers compress. The result has a limit, so that a small batch cannot fill the memory."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Mapping
from typing import Any

import cramjam

Buffer = Any
"""A `memoryview` or `mmap`: cramjam takes whatever has the buffer protocol, which Python 3.11 cannot name."""

_XERIAL = b"\x82SNAPPY\0\0\0\0\1\0\0\0\1"
"""The Java clients write snappy as a stream of blocks that begins with these 16 bytes."""


class Unpackable(ValueError):
    """The bytes cannot be unpacked. The text says why."""


def unpack(codec: int, packed: memoryview, limit: int) -> bytes:
    """The content of a compressed batch. `codec` is Kafka's number: 1 gzip, 2 snappy, 3 lz4, 4 zstd.

    Never writes more than `limit` bytes. Raises Unpackable.
    """
    if codec not in _CODECS:
        raise Unpackable(f"the compression codec {codec} is not known")
    name, unpack_into = _CODECS[codec]
    try:
        with mmap.mmap(-1, limit) as buffer:  # memory is used only where something is written
            return buffer[: unpack_into(packed, buffer)]
    except (cramjam.DecompressionError, struct.error) as error:
        raise Unpackable(f"the {name} data is damaged, or holds more than {limit} bytes") from error


def _snappy_into(packed: Buffer, buffer: Buffer) -> int:
    """One block as librdkafka writes it, or the stream of blocks of the Java clients."""
    if packed[: len(_XERIAL)] != _XERIAL:
        return cramjam.snappy.decompress_raw_into(packed, buffer)
    written, start = 0, len(_XERIAL)
    with memoryview(buffer) as whole:
        while start < len(packed):
            (length,) = struct.unpack_from(">I", packed, start)
            block, start = packed[start + 4 : start + 4 + length], start + 4 + length
            with whole[written:] as room:
                written += cramjam.snappy.decompress_raw_into(block, room)
    return written


_CODECS: Mapping[int, tuple[str, Callable[[Buffer, Buffer], int]]] = {
    1: ("gzip", cramjam.gzip.decompress_into),
    2: ("snappy", _snappy_into),
    3: ("lz4", cramjam.lz4.decompress_into),
    4: ("zstd", cramjam.zstd.decompress_into),
}
