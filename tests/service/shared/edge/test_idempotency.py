"""`Idempotency-Key`, `If-Match` and `If-None-Match` on a real route."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.support.harness import Harness
from tests.support.tiny import OTHER, THING

MARKS = f"/agreements/things/{THING}/marks"
PATH = f"/agreements/things/{THING}"


async def post(h: Harness, label: str = "a", key: str | None = "k1", path: str = MARKS, **who: Any) -> httpx.Response:
    headers = h.token("marker", **who) | ({} if key is None else {"idempotency-key": key})
    return await h.client.post(path, json={"label": label}, headers=headers)


def version(answer: httpx.Response) -> int:
    """What the answer's ETag begins with."""
    return int(answer.headers["etag"].strip('"').partition("-")[0])


async def facts(h: Harness) -> int:
    return len(await h.facts())


async def test_the_same_post_twice_has_one_effect_and_one_answer(h: Harness) -> None:
    first, second = await post(h), await post(h)
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert version(first) == 1
    assert await facts(h) == 1


async def test_without_a_key_each_post_counts(h: Harness) -> None:
    await post(h, key=None)
    await post(h, key=None)
    assert await facts(h) == 2


@pytest.mark.parametrize("other", [{"label": "b"}, {"path": f"/agreements/things/{OTHER}/marks"}], ids=str)
async def test_the_same_key_for_another_request_is_refused(h: Harness, other: dict[str, Any]) -> None:
    await post(h)
    answer = await post(h, **other)
    assert (answer.status_code, answer.json()["slug"]) == (422, "idempotency-key-reused")
    assert await facts(h) == 1


async def test_a_key_belongs_to_its_caller(h: Harness) -> None:
    await post(h, subject="user-1")
    assert (await post(h, "b", subject="user-2")).status_code == 201
    assert await facts(h) == 2


async def test_many_at_once_have_one_effect(h: Harness) -> None:
    answers = await asyncio.gather(*[post(h) for _ in range(4)])
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert await facts(h) == 1


async def test_a_refused_command_leaves_no_key_behind(h: Harness) -> None:
    assert (await post(h, "unlucky")).status_code == 422
    assert await h.pool.fetchval("select count(*) from idempotency_keys") == 0
    assert (await post(h, "lucky")).status_code == 201
    assert await facts(h) == 1


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_has_1_to_200_characters(h: Harness, key: str) -> None:
    answer = await post(h, key=key)
    assert (answer.status_code, answer.json()["title"]) == (422, "unreadable")


async def put(h: Harness, label: str, match: str | None) -> httpx.Response:
    headers = h.token("marker") | ({} if match is None else {"if-match": match})
    return await h.client.put(PATH, json={"label": label}, headers=headers)


@pytest.mark.parametrize("match", [None, "*", '"2"', "2", 'W/"2"', '"2-gzip"', '"1", "2"', '"x",W/"2-0f3a-br"'])
async def test_a_change_of_the_current_version_is_made(h: Harness, match: str | None) -> None:
    await post(h, key=None)
    await post(h, key=None)
    answer = await put(h, "b", match)
    assert (answer.status_code, version(answer)) == (200, 3)


@pytest.mark.parametrize("match", ['"1"', '"3"', '"0"', '"x"', "", '"1", "3"', '"x-2"', '"' + "9" * 30 + '"'])
async def test_a_change_of_any_other_version_is_refused(h: Harness, match: str) -> None:
    await post(h, key=None)
    await post(h, key=None)
    answer = await put(h, "b", match)
    assert (answer.status_code, answer.json()["slug"]) == (412, "stale-version")
    assert (await h.get(PATH))["label"] == "a"


async def get(h: Harness, seen: str | None) -> httpx.Response:
    return await h.client.get(PATH, headers=h.token() | ({} if seen is None else {"if-none-match": seen}))


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (None, 200),
        ('"{tag}"', 304),
        ('W/"{tag}"', 304),
        ('"7", "{tag}"', 304),
        ('"{tag}-gzip"', 304),
        ("*", 304),
        ('"1"', 200),
        ('"1{tag}"', 200),
        ('"{tag}-other"', 200),
    ],
)
async def test_what_was_seen_is_not_sent_again(h: Harness, seen: str | None, status: int) -> None:
    tag = (await post(h)).headers["etag"]
    answer = await get(h, seen and seen.format(tag=tag.strip('"')))
    assert (answer.status_code, answer.headers["etag"]) == (status, tag)
    assert bool(answer.content) == (status == 200)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_tag_changes_with_all_that_is_shown_not_only_with_the_record(h: Harness) -> None:
    before = (await post(h, key=None)).headers["etag"]
    await post(h, key=None, path=f"/agreements/things/{OTHER}/marks")
    answer = await get(h, before)
    assert (answer.status_code, answer.json()["things"], version(answer)) == (200, 2, 1)
    assert (await put(h, "b", before)).status_code == 200, "the record itself has not changed"


READING = f"{PATH}/reading"


async def test_a_read_takes_no_key_so_that_each_one_is_recorded_and_judged(h: Harness) -> None:
    await post(h, key=None)
    headers = h.token("marker") | {"idempotency-key": "k1"}
    first = await h.client.get(READING, headers=headers)
    await post(h, "b", key=None)
    second = await h.client.get(READING, headers=headers)
    assert (first.json()["label"], second.json()["label"]) == ("a", "b")
    assert [fact for fact, _ in await h.facts()].count("tiny.record.noted") == 2
    assert (await h.client.get(READING, headers=headers | h.token("clerk"))).status_code == 403


@pytest.mark.parametrize(
    ("roles", "organisation"), [(("marker",), OTHER), (("marker",), None), (("marker", "clerk"), THING)], ids=str
)
async def test_an_answer_is_for_no_other_office_and_no_other_role(
    h: Harness, roles: tuple[str, ...], organisation: UUID | None
) -> None:
    await post(h, organisation=THING)
    headers = h.token(*roles, organisation=organisation) | {"idempotency-key": "k1"}
    answer = await h.client.post(MARKS, json={"label": "a"}, headers=headers)
    assert (answer.status_code, answer.json()["slug"]) == (422, "idempotency-key-reused")
