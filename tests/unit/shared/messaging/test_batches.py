"""Batches in aiokafka's own loop: what can be read is handed out, what cannot is kept, and the reader goes on."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.legacy_records import LegacyRecordBatchBuilder

from shared.messaging import batches
from shared.messaging.batches import MAX_MESSAGE, MAX_UNPACKED, Batches, UnreadBatch, read_again
from tests.support.batches import CODECS, batch, record, varint

PARTITION = TopicPartition("t", 0)
BAD_NAME = b"caf\xe9"
Read = list[tuple[int, bytes | str]]
every_codec = pytest.mark.parametrize("codec", CODECS)


@pytest.fixture(autouse=True)
def _no_damage_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    batches._damaged.clear()


class Reader:
    """aiokafka's own loop over one answer of the broker."""

    def __init__(self, answer: bytes, start: int = 0, committed: bool = False) -> None:
        level = fetcher.READ_COMMITTED if committed else fetcher.READ_UNCOMMITTED
        self._loop = fetcher.PartitionRecords(PARTITION, Batches(answer), [], start, None, None, True, level)

    def read(self) -> list[ConsumerRecord[bytes, bytes | UnreadBatch]]:
        return list(self._loop)

    @property
    def next_offset(self) -> int:
        return int(self._loop.next_fetch_offset)


def read(answer: bytes, start: int = 0) -> tuple[Read, int]:
    """Offset and value of each message, or why its batch is unread; and where the reader goes on."""
    reader = Reader(answer, start)
    return [(m.offset, m.value.why if isinstance(m.value, UnreadBatch) else m.value) for m in reader.read()], (
        reader.next_offset
    )


def sized(body: bytes) -> bytes:
    """A record's frame around any bytes."""
    return varint(len(body)) + body


def three(codec: str = "none", **options: object) -> bytes:
    records = [record(b"a"), record(b"b", delta=1), record(b"c", delta=2)]
    return batch(records, codec, 10, **options)  # type: ignore[arg-type]


@every_codec
@pytest.mark.parametrize("committed", [False, True])
def test_good_batches_are_read_whatever_packed_them(codec: str, committed: bool) -> None:
    headers = [(b"ce_id", b"1"), (b"none", None), ("jalan Pattimura №".encode(), b"\xff")]
    answer = batch([record(b"v", headers, b"k"), record(None, delta=1)], codec, 7) + batch([record(b"w")], codec, 9)
    first, second, third = Reader(answer, 7, committed).read()
    assert (first.offset, first.key, first.value) == (7, b"k", b"v")
    assert first.headers == (("ce_id", b"1"), ("none", None), ("jalan Pattimura №", b"\xff"))
    assert [(m.offset, m.key, m.value, m.headers) for m in (second, third)] == [
        (8, None, None, ()),
        (9, None, b"w", ()),
    ]


@every_codec
def test_a_header_whose_name_is_not_utf_8_keeps_its_bytes_and_its_neighbours(codec: str) -> None:
    records = [record(b"a"), record(b"b", [(BAD_NAME, b"x"), (b"ok", b"y")], b"k", 1), record(b"c", delta=2)]
    messages = Reader(batch(records, codec)).read()
    assert [(m.offset, m.value) for m in messages] == [(0, b"a"), (1, b"b"), (2, b"c")]
    (name, content), other = messages[1].headers
    assert (name.encode(errors="surrogateescape"), content, other) == (BAD_NAME, b"x", ("ok", b"y"))
    assert messages[1].key == b"k"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (three("lz4", packed=b"no lz4"), "lz4 data is damaged"),
        (three("zstd", packed=b""), "zstd data is damaged"),
        (three("codec 7", packed=b"x"), "codec 7 is not known"),
        (three("gzip", packed=batch([], "none")), "gzip data is damaged"),
        (three(packed=b""), "lengths"),
        (three(packed=varint(1 << 40)), "lengths"),
        (three(packed=varint(-5)), "lengths"),
        (three(packed=b"\xff" * 40), "lengths"),
    ],
)
def test_a_batch_that_cannot_be_read_is_one_message_and_the_next_batch_follows(answer: bytes, why: str) -> None:
    following = batch([record(b"good")], base_offset=13)
    (unread, good), goes_on = read(answer + following, 10)
    assert unread[0] == 12, "at its last offset"
    assert why in str(unread[1])
    assert (good, goes_on) == ((13, b"good"), 14)
    (kept,) = [m.value for m in Reader(answer, 10).read()]
    assert isinstance(kept, UnreadBatch)
    assert kept.batch == answer


def test_an_unread_batch_counts_also_where_its_first_messages_were_handled_before() -> None:
    assert read(three("lz4", packed=b"no lz4"), 11)[0][0][0] == 12


@pytest.mark.parametrize(
    "damaged",
    [
        sized(b"\0" * 4),
        sized(b"\0\0" + varint(1) + varint(-1) + varint(99) + b"x"),
        sized(b"\0\0" + varint(1) + varint(-1) + varint(-1) + varint(50)),
        sized(b"\0\0" + varint(1) + varint(-1) + varint(-1) + varint(1) + varint(-7)),
        sized(b"\0\0" + varint(1) + varint(-1) + varint(-1) + varint(0) + b"more"),
        record(b"b", delta=7),
        record(b"b", delta=(1 << 31) - 1),
        record(b"b", delta=-3),
        sized(b""),
        sized(b"\xff" * 3),
    ],
)
def test_a_record_that_cannot_be_read_does_not_hide_the_others(damaged: bytes) -> None:
    found, goes_on = read(batch([record(b"a"), damaged, record(b"c", delta=2)], base_offset=10), 10)
    assert [(offset, value) for offset, value in found if isinstance(value, bytes)] == [(10, b"a"), (12, b"c")]
    assert [offset for offset, value in found if isinstance(value, str)] == [11]
    assert goes_on == 13, "an offset outside the batch would send the reader there"


def test_many_damaged_records_are_kept_once() -> None:
    found, _ = read(batch([varint(0)] * 50))
    assert found == [(0, "one of its records is damaged")]


@every_codec
def test_fewer_or_more_records_than_the_batch_claims_are_read_as_far_as_they_go(codec: str) -> None:
    records = [record(b"a"), record(b"b", delta=1)]
    assert read(batch(records, codec, count=1)) == ([(0, b"a")], 2)
    assert read(batch(records, codec, count=9)) == ([(0, b"a"), (1, b"b")], 2)


@pytest.mark.parametrize("codec", [name for name in CODECS if name != "none"])
def test_a_message_that_is_too_large_once_unpacked_is_kept_as_it_came(codec: str) -> None:
    large = [record(b"x" * (MAX_MESSAGE + 1), delta=1), record(b"c", [(b"h", b"y" * MAX_MESSAGE)], delta=2)]
    answer = batch([record(b"a"), *large, record(b"d", delta=3)], codec)
    found, goes_on = read(answer)
    assert [offset for offset, _ in found] == [0, 1, 3]
    assert found[1][1] == f"one message has {MAX_MESSAGE + 1} bytes once unpacked"
    assert goes_on == 4


@pytest.mark.parametrize("codec", [name for name in CODECS if name != "none"])
def test_a_batch_that_unpacks_to_more_than_the_limit_is_kept_as_it_came(codec: str) -> None:
    records = [record(b"\0" * (MAX_MESSAGE - 100), delta=n) for n in range(5)]
    found, goes_on = read(batch(records, codec) + batch([record(b"next")], base_offset=5))
    assert found == [(4, f"the {codec} data is damaged, or holds more than {MAX_UNPACKED} bytes"), (5, b"next")]
    assert goes_on == 6


def test_one_answer_adds_little_more_than_the_limit_to_the_memory() -> None:
    full = [record(b"\0" * (MAX_MESSAGE - 100), delta=n) for n in range(3)]
    answer = [batch(full, "zstd", base) for base in range(0, 300, 3)]
    assert len(b"".join(answer)) < 200_000
    found, goes_on = read(b"".join(answer))
    assert (len(found), goes_on) == (6, 6), "the rest is asked for again"
    assert read(b"".join(answer[2:]), 6)[1] == 12


def test_a_checksum_that_does_not_fit_is_asked_for_again_and_kept_the_second_time() -> None:
    damaged = three()[:-1] + b"X"
    with pytest.raises(CorruptRecordException):
        read(damaged, 10)
    assert read(damaged, 10) == ([(12, "its checksum does not fit")], 13)
    with pytest.raises(CorruptRecordException):
        read(damaged[:-2] + b"XX", 10)


def test_a_batch_that_is_cut_off_at_the_end_of_an_answer_is_asked_for_again() -> None:
    for cut in range(1, len(three())):
        assert read(batch([record(b"a")], base_offset=9) + three()[:-cut], 9) == ([(9, b"a")], 10)
    assert not Batches(three()[:-1]).has_next()


@pytest.mark.parametrize("size", [12, 20, 26, 60])
def test_a_log_that_is_broken_itself_is_an_error(size: int) -> None:
    whole = bytearray(three()[:size])
    whole[8:12] = (size - 12).to_bytes(4, "big")
    with pytest.raises(CorruptRecordException):
        Batches(bytes(whole)).next_batch()


def test_the_markers_of_transactions_are_passed_by() -> None:
    commit = batch([record(b"\0\0\0\0\0\0", key=b"\0\0\0\1")], base_offset=1, attributes=0x30)
    assert read(batch([record(b"a")]) + commit + batch([record(b"b")], base_offset=2)) == ([(0, b"a"), (2, b"b")], 3)


@pytest.mark.parametrize("magic", [0, 1])
def test_the_old_format_is_read_unpacked_only(magic: int) -> None:
    def old(codec: int) -> bytes:
        builder = LegacyRecordBatchBuilder(magic, codec, 9_999)
        for offset in (0, 1):
            builder.append(offset, 0, b"k", b"v" * 100)
        return bytes(builder.build())

    assert [value for _, value in read(old(0))[0]] == [b"v" * 100] * 2
    assert [value for _, value in read(old(1))[0]] == ["it is compressed in the format of before Kafka 0.11"]


def test_what_was_kept_can_be_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = batch([record(b"a" * 9), record(b"b", delta=1)], "zstd", 5)
    monkeypatch.setattr(batches, "MAX_UNPACKED", 10)
    (unread,) = [m.value for m in Reader(answer, 5).read()]
    assert isinstance(unread, UnreadBatch)
    assert [type(m.value) for m in read_again(unread.batch)] == [UnreadBatch]
    monkeypatch.undo()
    assert [(m.offset, m.value) for m in read_again(unread.batch)] == [(5, b"a" * 9), (6, b"b")]
    with pytest.raises(CorruptRecordException):
        read_again(b"")


def mutations(content: bytes, rounds: int) -> Sequence[bytes]:
    """The same bytes with a few of them changed, by a fixed seed."""
    chance, changed = random.Random(7), []
    for _ in range(rounds):
        copy = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        changed.append(bytes(copy))
    return changed


@every_codec
def test_whatever_is_in_a_batch_the_reader_goes_on_behind_it(codec: str) -> None:
    content = b"".join([record(b"v" * 30, [(b"h", b"x"), (b"i", None)], b"k"), record(b"w", delta=1)])
    packed = batch([content, b""], codec, 10)[61:]
    for changed in mutations(packed, 400):
        answer = batch([b"", b""], codec, 10, packed=changed)
        _, goes_on = read(answer + batch([record(b"next")], base_offset=12), 10)
        assert goes_on == 13
