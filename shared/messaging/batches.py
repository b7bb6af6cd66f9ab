"""Reads Kafka's record batches so that no batch of a stranger can stop the reader.

aiokafka stops for ever at a batch that it cannot read (its issue 321). Here such a batch becomes one record that holds
the batch as it came, and the reader goes on behind it. `aiokafka_gaps.read_every_batch` puts `Batches` into aiokafka.

The layout of a batch: https://kafka.apache.org/documentation/#recordbatch
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Any

from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch

from shared.messaging.compression import Unpackable, unpack

MAX_MESSAGE = 2 * 1024 * 1024
"""Bytes of one message: key, value and headers."""
MAX_UNPACKED = 8 * 1024 * 1024
"""Bytes of one batch once it is unpacked. Also where one answer of a broker ends, and the rest is asked for again."""

_FRAME = Struct(">qi")  # base offset, length of what follows
_MAGIC, _LEGACY_ATTRIBUTES, _ATTRIBUTES, _COUNT, _RECORDS = 16, 17, 22, 57, 61
_LEGACY_LEAST = 26
_CODEC = 0b111
_UINT32 = Struct(">I")

_damaged: deque[bytes] = deque(maxlen=100)
"""Digests of batches whose checksum did not fit: damaged on the way, unless the same bytes come again."""


@dataclass(frozen=True, slots=True)
class UnreadBatch:
    """The value of a record that stands for a batch: the batch as it came, and why it cannot be read."""

    batch: bytes
    why: str

    def __len__(self) -> int:
        return len(self.batch)


@dataclass(frozen=True, slots=True)
class PlainRecord:
    """A record with the fields that aiokafka asks for. The name of a header is decoded with `surrogateescape`."""

    offset: int
    key: bytes | None
    value: bytes | UnreadBatch | None
    headers: list[tuple[str, bytes | None]]
    timestamp: int = -1
    timestamp_type: int = 0
    checksum: None = None


class Batches:
    """The batches in one answer of the broker for one partition, in the place of aiokafka's `MemoryRecords`."""

    def __init__(self, answer: bytes) -> None:
        self._answer, self._start = memoryview(answer), 0
        self._next, self.unpacked = self._slice(), 0

    def size_in_bytes(self) -> int:
        return len(self._answer)

    def has_next(self) -> bool:
        return self._next is not None and self.unpacked < MAX_UNPACKED

    def next_batch(self) -> Batch | DefaultRecordBatch | LegacyRecordBatch | None:
        """Raises CorruptRecordException where the log itself is broken: only a broker can cause that."""
        raw, self._next = self._next, None
        if raw is None:
            return None
        if len(raw) < _LEGACY_LEAST or (raw[_MAGIC] >= 2 and len(raw) < _RECORDS):
            raise CorruptRecordException(f"a batch of {len(raw)} bytes")
        self._next = self._slice()
        if raw[_MAGIC] < 2:
            old = LegacyRecordBatch(raw, raw[_MAGIC])
            return Batch(raw, old, self) if raw[_LEGACY_ATTRIBUTES] & _CODEC else old
        batch = DefaultRecordBatch(raw)
        return batch if batch.is_control_batch else Batch(raw, batch, self)

    def _slice(self) -> memoryview | None:
        """The next whole batch; the last one of an answer may be cut off, and is asked for again."""
        if len(self._answer) - self._start < _FRAME.size:
            return None
        _, length = _FRAME.unpack_from(self._answer, self._start)
        end = self._start + _FRAME.size + max(length, 0)
        if end > len(self._answer):
            return None
        raw, self._start = self._answer[self._start : end], end
        return raw


class Batch:
    """One batch. Iterating over it does not fail. What cannot be read in it is reported once, by an UnreadBatch."""

    def __init__(self, raw: memoryview, inner: Any, owner: Batches) -> None:
        self._raw, self._inner, self._owner = raw, inner, owner
        self._damaged = self._reported = False
        self.producer_id, self.next_offset = inner.producer_id, inner.next_offset
        self.is_control_batch, self.is_transactional = inner.is_control_batch, inner.is_transactional

    @property
    def base_offset(self) -> int:
        return int(_FRAME.unpack_from(self._raw)[0])

    def validate_crc(self) -> bool:
        """False makes aiokafka ask for the batch again. The same damage a second time was not done on the way."""
        if self._inner.validate_crc():
            return True
        digest = hashlib.sha256(self._raw).digest()
        self._damaged = digest in _damaged
        _damaged.append(digest)
        return self._damaged

    def __iter__(self) -> Iterator[Any]:
        if self._damaged:
            return self._report("its checksum does not fit")
        return self._records()

    def _records(self) -> Iterator[Any]:
        packed = self._raw[_RECORDS:]
        body: bytes | memoryview = packed
        try:
            if codec := self._codec():
                body = unpack(codec, packed, MAX_UNPACKED)
                self._owner.unpacked += len(body)
                yield from self._checked(DefaultRecordBatch(self._plain_header() + body), MAX_MESSAGE)
            else:
                yield from self._checked(self._inner)
        except Unpackable as error:
            yield from self._report(str(error))
        except Exception:  # whatever aiokafka stumbles over: what can be read of the batch is read without it
            yield from self._salvage(bytes(body))

    def _codec(self) -> int:
        if self._raw[_MAGIC] < 2:
            raise Unpackable("it is compressed in the format of before Kafka 0.11")
        return self._raw[_ATTRIBUTES] & _CODEC

    def _plain_header(self) -> bytes:
        header = bytearray(self._raw[:_RECORDS])
        header[_ATTRIBUTES] &= ~_CODEC
        return bytes(header)

    def _checked(self, records: Iterable[Any], limit: int | None = None) -> Iterator[Any]:
        """`limit`: what was packed may hold a message that no broker would have taken unpacked.

        Raises ValueError at an offset outside the batch: the reader would go there, and brokers do not look.
        """
        first, end = self.base_offset, self.next_offset
        for record in records:
            if not first <= record.offset < end:
                raise ValueError("a record with an offset outside its batch")
            if limit and (size := _size(record)) > limit:
                yield from self._report(f"one message has {size} bytes once unpacked", record.offset)
            else:
                yield record

    def _salvage(self, body: bytes) -> Iterator[PlainRecord]:
        """One record after the other, so that one that cannot be read does not hide the others."""
        (count,), position = _UINT32.unpack_from(self._raw, _COUNT), 0
        offset = self.base_offset
        for _ in range(count):
            try:
                length, start = _varint(body, position)
                position = _end(body, start, length)
            except ValueError:
                yield from self._report("its records do not have the lengths that they claim")
                return
            try:
                record = _record(body[start:position], self.base_offset)
                yield from self._checked([record], MAX_MESSAGE)
                offset = record.offset + 1
            except ValueError:
                yield from self._report("one of its records is damaged", min(offset, self.next_offset - 1))
                offset += 1

    def _report(self, why: str, offset: int | None = None) -> Iterator[PlainRecord]:
        """At the batch's last offset, so that it counts also where the first messages were handled before."""
        if not self._reported:
            self._reported = True
            place = self.next_offset - 1 if offset is None else offset
            yield PlainRecord(place, None, UnreadBatch(bytes(self._raw), why), [])


def read_again(batch: bytes) -> list[PlainRecord]:
    """The records of an unread batch that was kept. They may be readable now, or be one UnreadBatch again."""
    found = Batches(batch).next_batch()
    if not isinstance(found, Batch):
        raise CorruptRecordException("not one batch")
    return list(found)


def _size(record: Any) -> int:
    headers = sum(len(name) + len(value or b"") for name, value in record.headers)
    return len(record.key or b"") + len(record.value or b"") + headers


def _record(body: bytes, base_offset: int) -> PlainRecord:
    """Raises ValueError where a length does not fit."""
    _, position = _varint(body, 1)  # behind the attributes, which nobody uses: the timestamp
    offset_delta, position = _varint(body, position)
    key, position = _bytes(body, position)
    value, position = _bytes(body, position)
    count, position = _varint(body, position)
    headers = []
    for _ in range(count):
        name, position = _bytes(body, position)
        content, position = _bytes(body, position)
        headers.append(((name or b"").decode(errors="surrogateescape"), content))
    if position != len(body):
        raise ValueError("the record's length does not fit")
    return PlainRecord(base_offset + offset_delta, key, value, headers)


def _bytes(body: bytes, position: int) -> tuple[bytes | None, int]:
    length, start = _varint(body, position)
    if length == -1:
        return None, start
    end = _end(body, start, length)
    return body[start:end], end


def _end(body: bytes, start: int, length: int) -> int:
    if not 0 <= length <= len(body) - start:
        raise ValueError("a length that is larger than what is there")
    return start + length


def _varint(body: bytes, position: int) -> tuple[int, int]:
    """A zigzag number of at most ten bytes, and where it ends."""
    number = 0
    for shift in range(0, 70, 7):
        if position >= len(body):
            break
        byte = body[position]
        number, position = number | (byte & 0x7F) << shift, position + 1
        if byte < 0x80:
            return (number >> 1) ^ -(number & 1), position
    raise ValueError("a number that does not end")
