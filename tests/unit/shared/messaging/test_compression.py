"""Unpacking: every codec of Kafka, whoever packed, and never more than the limit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping

import cramjam
import pytest
from aiokafka.codec import gzip_encode, lz4_encode, snappy_encode, zstd_encode

from shared.messaging.compression import Unpackable, unpack

Pack = Callable[[bytes], object]
PACKED: Mapping[str, tuple[int, Pack]] = {
    "gzip": (1, gzip_encode),
    "gzip in two streams": (1, lambda content: gzip_encode(content[:5]) + gzip_encode(content[5:])),
    "snappy in blocks": (2, snappy_encode),
    "snappy in one block": (2, cramjam.snappy.compress_raw),
    "lz4": (3, lz4_encode),
    "zstd": (4, zstd_encode),
}
every_codec = pytest.mark.parametrize(("codec", "pack"), PACKED.values(), ids=PACKED)
LIMIT = 100_000


def packed(pack: Pack, content: bytes) -> memoryview:
    return memoryview(bytes(pack(content)))  # type: ignore[call-overload]


@every_codec
@pytest.mark.parametrize("size", [1, 5_000, LIMIT])
def test_what_was_packed_is_read(codec: int, pack: Pack, size: int) -> None:
    content = bytes(n % 251 for n in range(size))
    assert unpack(codec, packed(pack, content), LIMIT) == content


@every_codec
def test_one_byte_more_than_the_limit_is_refused(codec: int, pack: Pack) -> None:
    with pytest.raises(Unpackable):
        unpack(codec, packed(pack, b"x" * (LIMIT + 1)), LIMIT)


@every_codec
@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "something else"])
def test_damaged_data_is_refused(codec: int, pack: Pack, damage: str) -> None:
    whole = packed(pack, b"hello world" * 500)
    content = {
        "cut": whole[: len(whole) * 2 // 3],
        "changed": memoryview(b"\xfa" * 20 + bytes(whole[20:])),
        "empty": whole[:0],
        "something else": memoryview(b'{"json": true}' * 9),
    }[damage]
    with pytest.raises(Unpackable):
        unpack(codec, content, LIMIT)


@pytest.mark.parametrize("codec", [5, 6, 7])
def test_a_codec_that_kafka_does_not_have_is_named(codec: int) -> None:
    with pytest.raises(Unpackable, match=f"codec {codec} is not known"):
        unpack(codec, memoryview(b"x"), LIMIT)


_BOMBS = """
import resource
import struct
import cramjam
from shared.messaging.compression import Unpackable, unpack

MEBIBYTE, TIMES = bytes(1 << 20), 300

def stream(compressor):
    for _ in range(TIMES):
        compressor.compress(MEBIBYTE)
    return bytes(compressor.finish())

block = bytes(cramjam.snappy.compress_raw(MEBIBYTE))
blocks = b"\\x82SNAPPY" + struct.pack(">xii", 1, 1) + (struct.pack(">i", len(block)) + block) * TIMES
streams = [stream(codec.Compressor()) for codec in (cramjam.gzip, cramjam.lz4, cramjam.zstd)]
bombs = {1: streams[0], 2: blocks, 3: streams[1], 4: streams[2]}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for codec, bomb in bombs.items():
    try:
        unpack(codec, memoryview(bomb), 8 << 20)
    except Unpackable:
        print(codec)
print("grown", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, "KiB")
"""


def test_a_bomb_of_300_megabytes_needs_little_memory() -> None:
    """In a process of its own, since the highest use of memory never goes down."""
    out = subprocess.run([sys.executable, "-c", _BOMBS], check=True, capture_output=True, text=True).stdout.split()
    assert out[:4] == ["1", "2", "3", "4"]
    assert int(out[5]) < 32 * 1024
