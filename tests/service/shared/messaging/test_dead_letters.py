"""Dead letters over HTTP: listed, replayed exactly once when the cause is gone, kept when it is not, or discarded."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from shared.errors import NotFound
from shared.ids import new_id
from shared.messaging import batches
from shared.messaging.dead_letters import Record
from tests.support.batches import batch, record
from tests.support.harness import Harness
from tests.support.tiny import OTHER, THING, TOPIC, Ears, Marked, message, raw

LETTERS = "/agreements/dead-letters"


@pytest.fixture
async def letter(h: Harness, ears: Ears) -> str:
    """One that waits because its handler refuses it."""
    ears.faults["a"] = [NotFound(what="thing", id="x")]
    await h.deliver([message(Marked(thing_id=THING, label="a"), "1")])
    return str(await h.pool.fetchval("select id from dead_letters"))


async def touched(h: Harness, thing: UUID = THING) -> int:
    return int(await h.pool.fetchval("select touched from things where id = $1", thing) or 0)


async def state(h: Harness, letter: str) -> tuple[str, int, str | None]:
    row = await h.pool.fetchrow("select state, attempts, settled_by from dead_letters where id = $1", letter)
    assert row is not None
    return tuple(row)


async def test_an_operator_sees_why_but_not_what(h: Harness, letter: str) -> None:
    (seen,) = (await h.get(LETTERS, "operator"))["items"]
    assert (seen["id"], seen["topic"], seen["reason"], seen["attempts"]) == (letter, TOPIC, "not-found", 1)
    assert not {"value", "headers", "key"} & set(seen)


async def test_the_list_has_pages(h: Harness) -> None:
    for n in range(3):
        await h.deliver([raw(TOPIC, b"", [("n", b"%d" % n)], n)])
    first = await h.get(f"{LETTERS}?limit=2", "auditor")
    rest = await h.get(f"{LETTERS}?limit=2&after={first['next']}", "auditor")
    assert [letter["offset"] for letter in first["items"] + rest["items"]] == [0, 1, 2]


async def test_a_replay_after_the_cause_is_gone_works_exactly_once(h: Harness, ears: Ears, letter: str) -> None:
    ears.faults.clear()
    await h.post(f"{LETTERS}/{letter}/replay", None, "operator", subject="op-1")
    assert (await touched(h), await state(h, letter)) == (1, ("replayed", 1, "op-1"))
    answer = await h.post(f"{LETTERS}/{letter}/replay", None, "operator", status=409)
    assert answer["slug"] == "dead-letter-settled"
    await h.deliver([message(Marked(thing_id=THING, label="a"), "1")])
    assert await touched(h) == 1, "and the message that comes again is a duplicate"


async def test_two_operators_at_once_replay_once(h: Harness, ears: Ears, letter: str) -> None:
    ears.faults.clear()
    posts = [h.client.post(f"{LETTERS}/{letter}/replay", headers=h.token("operator")) for _ in range(2)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*posts)) == [204, 409]
    assert await touched(h) == 1


async def test_a_replay_that_fails_again_keeps_the_letter_and_counts(h: Harness, ears: Ears, letter: str) -> None:
    answer = await h.post(f"{LETTERS}/{letter}/replay", None, "operator", status=404)
    assert answer["slug"] == "not-found"
    ears.faults["a"] = [KeyError("Maria")]
    answer = await h.post(f"{LETTERS}/{letter}/replay", None, "operator", status=409)
    assert (answer["slug"], answer["detail"]) == ("dead-letter-still-fails", "Pesan ini gagal lagi: KeyError.")
    assert (await touched(h), await state(h, letter)) == (0, ("waiting", 3, None))


async def test_transient_trouble_in_a_replay_is_no_attempt(h: Harness, ears: Ears, letter: str) -> None:
    ears.faults["a"] = [TimeoutError()]
    await h.post(f"{LETTERS}/{letter}/replay", None, "operator", status=503)
    assert await state(h, letter) == ("waiting", 1, None)


async def test_a_malformed_message_stays_until_it_is_discarded(h: Harness) -> None:
    await h.deliver([raw(TOPIC, b"", [])])
    letter = str(await h.pool.fetchval("select id from dead_letters"))
    answer = await h.post(f"{LETTERS}/{letter}/replay", None, "operator", status=409)
    assert answer["detail"] == "Pesan ini gagal lagi: Malformed."
    await h.post(f"{LETTERS}/{letter}/discard", None, "operator", subject="op-2")
    assert await state(h, letter) == ("discarded", 2, "op-2")
    assert (await h.get(LETTERS, "operator"))["items"] == []
    assert [seen["id"] for seen in (await h.get(f"{LETTERS}?state=discarded", "operator"))["items"]] == [letter]


async def test_a_batch_that_could_not_be_unpacked_is_replayed_whole_once_it_can(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = [message(Marked(thing_id=thing, label="a"), str(thing)) for thing in (THING, OTHER)]
    records = [
        record(m.value, [(name.encode(), value) for name, value in m.headers], delta=n) for n, m in enumerate(wanted)
    ]
    packed = batch(records, "zstd", 5)
    await h.deliver([Record(TOPIC, 0, 6, None, packed, (), "too large"), wanted[0]])
    letter = str(await h.pool.fetchval("select id from dead_letters where reason = 'UnreadableBatch'"))
    with monkeypatch.context() as small:
        small.setattr(batches, "MAX_UNPACKED", 10)
        answer = await h.post(f"{LETTERS}/{letter}/replay", None, "operator", status=409)
    assert answer["detail"] == "Pesan ini gagal lagi: UnreadableBatch."
    await h.post(f"{LETTERS}/{letter}/replay", None, "operator")
    assert (await touched(h), await touched(h, OTHER)) == (1, 1), "the first of its messages had come by itself"


@pytest.mark.parametrize("action", ["replay", "discard"])
async def test_a_settled_letter_stays_settled_and_an_unknown_one_is_not_found(
    h: Harness, letter: str, action: str
) -> None:
    await h.post(f"{LETTERS}/{letter}/discard", None, "operator")
    await h.post(f"{LETTERS}/{letter}/{action}", None, "operator", status=409)
    await h.post(f"{LETTERS}/{new_id()}/{action}", None, "operator", status=404)


async def test_a_discarded_message_that_is_sent_anew_waits_again_and_a_redelivered_one_does_not(h: Harness) -> None:
    await h.deliver([raw(TOPIC, b"", [], 7)])
    letter = str(await h.pool.fetchval("select id from dead_letters"))
    await h.post(f"{LETTERS}/{letter}/discard", None, "operator", subject="op-1")
    await h.deliver([raw(TOPIC, b"", [], 7)])
    assert await state(h, letter) == ("discarded", 2, "op-1")
    await h.deliver([raw(TOPIC, b"", [], 8)])
    assert await state(h, letter) == ("waiting", 3, None)


async def test_a_replay_leaves_other_things_alone(h: Harness, ears: Ears, letter: str) -> None:
    await h.deliver([message(Marked(thing_id=OTHER, label="b"), "2")])
    ears.faults.clear()
    await h.post(f"{LETTERS}/{letter}/replay", None, "operator")
    assert (await touched(h, OTHER), await touched(h)) == (1, 1)


@pytest.mark.parametrize(("path", "roles"), [("replay", ["auditor"]), ("discard", ["auditor"]), ("replay", ["clerk"])])
async def test_only_an_operator_settles(h: Harness, letter: str, path: str, roles: list[str]) -> None:
    await h.post(f"{LETTERS}/{letter}/{path}", None, *roles, status=403)
