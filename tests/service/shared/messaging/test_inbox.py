"""Once each: within a batch, across batches, and with two consumers at once."""

from __future__ import annotations

import asyncio

import pytest

from shared.messaging import inbox
from shared.messaging.envelope import Envelope
from shared.postgres.pool import transaction
from tests.support.harness import Harness
from tests.support.tiny import until_blocked


def event(id: str, source: str = "/a", subject: str | None = None) -> Envelope:
    return Envelope(id, source, "t", None, b"", subject=subject)


async def claim(h: Harness, *envelopes: Envelope) -> list[Envelope]:
    async with transaction(h.pool) as conn:
        return await inbox.claim(conn, envelopes)


async def test_twice_in_one_batch_is_once_the_first_in_order(h: Harness) -> None:
    first, twin = event("1", subject="first"), event("1", subject="twin")
    assert await claim(h, event("2"), first, twin, event("3")) == [event("2"), first, event("3")]


async def test_across_batches(h: Harness) -> None:
    await claim(h, event("1"))
    assert await claim(h, event("1"), event("2")) == [event("2")]


async def test_the_same_id_of_another_source_is_another_event(h: Harness) -> None:
    await claim(h, event("1"))
    assert await claim(h, event("1", "/b")) == [event("1", "/b")]


async def test_what_is_rolled_back_was_not_claimed(h: Harness) -> None:
    async with h.pool.acquire() as conn:
        attempt = conn.transaction()
        await attempt.start()
        await inbox.claim(conn, [event("1")])
        await attempt.rollback()
    assert await claim(h, event("1")) == [event("1")]


async def test_two_consumers_at_once(h: Harness) -> None:
    first_holds = asyncio.Event()

    async def first() -> list[Envelope]:
        async with transaction(h.pool) as conn:
            claimed = await inbox.claim(conn, [event("1")])
            first_holds.set()
            await until_blocked(h)
            return claimed

    async def second() -> list[Envelope]:
        await first_holds.wait()
        return await claim(h, event("1"), event("2"))

    assert list(await asyncio.gather(first(), second())) == [[event("1")], [event("2")]]


async def claim_with(h: Harness, envelope: Envelope, digest: bytes | None) -> list[Envelope]:
    async with transaction(h.pool) as conn:
        return await inbox.claim(conn, [envelope], [digest])


async def test_with_a_digest_the_same_content_is_a_duplicate_and_other_content_a_conflict(h: Harness) -> None:
    assert await claim_with(h, event("1"), b"one") == [event("1")]
    assert await claim_with(h, event("1"), b"one") == []
    with pytest.raises(inbox.EventConflict):
        await claim_with(h, event("1"), b"two")
    assert await claim_with(h, event("1", "/b"), b"two") == [event("1", "/b")]


@pytest.mark.parametrize(("first", "second"), [(None, b"one"), (b"one", None), (None, None)])
async def test_without_a_digest_on_either_side_only_the_id_counts(
    h: Harness, first: bytes | None, second: bytes | None
) -> None:
    await claim_with(h, event("1"), first)
    assert await claim_with(h, event("1"), second) == []


async def test_two_consumers_at_once_with_other_content_are_one_and_a_conflict(h: Harness) -> None:
    first_holds = asyncio.Event()

    async def first() -> None:
        async with transaction(h.pool) as conn:
            await inbox.claim(conn, [event("1")], [b"one"])
            first_holds.set()
            await until_blocked(h)

    async def second() -> None:
        await first_holds.wait()
        await claim_with(h, event("1"), b"two")

    answers = await asyncio.gather(first(), second(), return_exceptions=True)
    assert [type(answer) for answer in answers] == [type(None), inbox.EventConflict]


async def test_no_events_no_claim(h: Harness) -> None:
    assert await claim(h) == []
