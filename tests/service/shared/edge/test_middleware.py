"""Around every request: the correlation id in answer, facts and logs; bodies no larger than allowed; durations."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import httpx
import orjson
import pytest
from prometheus_client import REGISTRY

from shared.logs import JsonFormatter
from tests.support.harness import Harness
from tests.support.tiny import THING

PATH = f"/agreements/things/{THING}"
LIMIT = 1_048_576


async def put(h: Harness, label: str = "a", **headers: str) -> httpx.Response:
    received = {name.replace("_", "-"): value for name, value in headers.items()}
    return await h.client.put(PATH, json={"label": label}, headers=h.token("marker") | received)


async def test_the_trace_of_the_caller_is_kept_with_the_facts(h: Harness) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await put(h, traceparent=trace)
    row = await h.pool.fetchrow("select correlation_id, causation_id, traceparent from journal")
    assert row is not None
    assert tuple(row) == (answer.headers["x-correlation-id"], None, trace)


@pytest.mark.parametrize("given", [None, "", "story-1", "8171010101900001", "0198c000-0000-7000-8000-000000000001"])
async def test_a_correlation_id_is_always_ours(h: Harness, given: str | None) -> None:
    answer = await put(h, **{} if given is None else {"x_correlation_id": given})
    made = answer.headers["x-correlation-id"]
    assert UUID(made).version == 7
    assert made != given
    assert await h.pool.fetchval("select correlation_id from journal") == made


@pytest.mark.parametrize("path", ["/health/live", "/nowhere", "/agreements/breakage/x"])
async def test_every_answer_carries_it(h: Harness, path: str) -> None:
    method = "POST" if "breakage" in path else "GET"
    answer = await h.client.request(method, path)
    assert UUID(answer.headers["x-correlation-id"]).version == 7


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the service writes to its log."""
    written, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(JsonFormatter("agreements"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


async def test_what_goes_wrong_is_logged_with_the_correlation_id(h: Harness, lines: io.StringIO) -> None:
    answer = await h.client.post("/agreements/breakage/x")
    ours = [line for line in map(orjson.loads, lines.getvalue().splitlines()) if line["logger"].startswith("shared")]
    assert [(line["correlation_id"], line["message"], line["level"]) for line in ours] == [
        (answer.headers["x-correlation-id"], "unforeseen error", "ERROR")
    ]
    assert "KeyError" in ours[0]["exception"]


async def test_nothing_that_a_caller_says_is_logged(h: Harness, lines: io.StringIO) -> None:
    for label in ("maria", "unlucky", "maria" * 50, "maria\0"):
        await put(h, label)
    assert "maria" not in lines.getvalue()


async def chunks(size: int) -> AsyncIterator[bytes]:
    head, tail = b'{"label": "a"', b"}"
    yield head
    rest = size - len(head) - len(tail)
    while rest > 0:
        yield b" " * min(rest, 65_536)
        rest -= 65_536
    yield tail


def body(size: int) -> bytes:
    return b'{"label": "a"' + b" " * (size - 14) + b"}"


async def send(h: Harness, size: int, *, chunked: bool, **headers: str) -> httpx.Response:
    received = h.token("marker") | {"content-type": "application/json", **headers}
    return await h.client.put(PATH, content=chunks(size) if chunked else body(size), headers=received)


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_of_the_limit_is_taken_and_one_byte_more_is_not(h: Harness, *, chunked: bool) -> None:
    assert (await send(h, LIMIT, chunked=chunked)).status_code == 200
    answer = await send(h, LIMIT + 1, chunked=chunked)
    assert (answer.status_code, answer.json()["title"]) == (413, "too-large")
    assert answer.json()["detail"] == "Isi permintaan terlalu besar."
    assert len(await h.facts()) == 1


async def test_a_length_that_lies_does_not_help(h: Harness) -> None:
    received = h.token("marker") | {"content-type": "application/json", "content-length": "10"}
    answer = await h.client.put(PATH, content=chunks(LIMIT + 1), headers=received)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["ten", "-1", "1e3"])
async def test_a_length_that_is_no_number_is_a_bad_request(h: Harness, length: str) -> None:
    received = h.token("marker") | {"content-type": "application/json", "content-length": length}
    answer = await h.client.put(PATH, content=chunks(100), headers=received)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", PATH, "/agreements/dead-letters"])
async def test_head_answers_as_get_does_without_the_content(h: Harness, path: str) -> None:
    await put(h)
    received = h.token("operator") | {"x-correlation-id": "story-1"}
    whole = await h.client.get(path, headers=received)
    head = await h.client.head(path, headers=received)
    assert (head.status_code, head.content) == (whole.status_code, b"") == (200, b"")
    same = {"content-type", "etag", "vary", "cache-control"} | ({"content-length"} if path != "/metrics" else set())
    assert {name: head.headers.get(name) for name in same} == {name: whole.headers.get(name) for name in same}


async def test_head_asks_for_a_token_too_and_is_not_for_what_cannot_be_read(h: Harness) -> None:
    assert (await h.client.head(PATH)).status_code == 401
    assert (await h.client.head(f"{PATH}/marks", headers=h.token("marker"))).status_code == 405


@pytest.mark.parametrize(
    ("path", "status", "route"),
    [
        (f"/agreements/things/{THING}", "401", "/agreements/things/{thing_id}"),
        ("/nowhere/8171010101900001", "404", "unmatched"),
    ],
)
async def test_durations_are_kept_by_route_not_by_address(h: Harness, path: str, status: str, route: str) -> None:
    def count() -> float:
        return sum(
            sample.value
            for metric in REGISTRY.collect()
            for sample in metric.samples
            if sample.name == "masohi_http_request_seconds_count"
            and sample.labels["status"] == status
            and sample.labels["route"] == route
        )

    before = count()
    await h.client.get(path)
    assert count() == before + 1
