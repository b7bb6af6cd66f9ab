"""Documents on a real socket: a service as a process, its memory watched, and clients that stop half way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from deploy.demo.pdf import pdf
from tests.system.lone_service import Running

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
PAPER = pdf(["Kesepakatan Bersama"])


async def drafted(running: Running) -> tuple[str, str]:
    """A draft umbrella: where its documents go, and a party's id."""
    async with running.client() as client:
        parties = []
        for code, kind in (("city", "city"), ("office", "corrections_office")):
            made = await client.post("/organisations", json={"code": code, "name": code, "kind": kind})
            parties.append(made.json()["id"])
        draft = await client.post("/joint-agreements", json=_draft(parties))
        assert draft.status_code == 201, draft.text
    return f"/joint-agreements/{draft.json()['id']}/documents", parties[0]


def _draft(parties: list[str]) -> dict[str, Any]:
    return {
        "instrument": "kesepakatan_bersama",
        "title": "Kesepakatan Bersama",
        "parties": parties,
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2031-02-08",
    }


def paper_of(size: int, sign: bytes) -> bytes:
    """A sound PDF of this size; the sign makes it another content."""
    tail = PAPER[PAPER.rindex(b"\nstartxref") :]
    return PAPER[: -len(tail)] + b"\n%" + sign * (size - len(PAPER) - 2) + tail


def in_pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + 65_536] for start in range(0, len(content), 65_536))


async def test_many_large_files_at_once_are_kept_in_bounded_memory(service: Running) -> None:
    where, city = await drafted(service)
    before = service.peak_mb()
    async with service.client(city) as client:

        async def hand_in(n: int) -> httpx.Response:
            async def body() -> AsyncIterator[bytes]:
                for piece in in_pieces(content):
                    yield piece

            content = paper_of(LARGEST, bytes([65 + n]))
            return await client.post(where, params={"kind": "annex", "name": f"Lampiran {n}"}, content=body())

        answers = await asyncio.gather(*(hand_in(n) for n in range(6)))
        assert [answer.status_code for answer in answers] == [201] * 6
        listed = (await client.get(where)).json()["items"]
        assert len({document["sha256"] for document in listed}) == 6
        downloads = [f"/documents/{document['id']}/content" for document in listed]
        for answer in await asyncio.gather(*(client.get(download) for download in downloads)):
            assert len(answer.content) == LARGEST
    assert service.peak_mb() - before < 110, "120 MB of files passed in and out, six at once"


async def raw(service: Running, where: str, city: str, *, length: int, body: bytes) -> tuple[Any, Any]:
    """Opens a connection, sends a head that announces `length` bytes, and this much of the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    token = service.issuer.token("clerk", subject="clerk", organisation=city)
    head = (
        f"POST /agreements{where}?kind=draft_text&name=x HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n"
        f"content-length: {length}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    return reader, writer


async def test_clients_that_stop_half_way_leave_nothing_and_the_door_stays_open(service: Running) -> None:
    where, city = await drafted(service)
    for _ in range(20):
        _, writer = await raw(service, where, city, length=LARGEST, body=PAPER)
        writer.close()
    async with service.client(city) as client:
        answer = await client.post(where, params={"kind": "draft_text", "name": "x"}, content=PAPER)
        for _ in range(50):
            if answer.status_code != 503:
                break
            await asyncio.sleep(0.1)
            answer = await client.post(where, params={"kind": "draft_text", "name": "x"}, content=PAPER)
        assert answer.status_code == 201, answer.text
        assert len((await client.get(where)).json()["items"]) == 1


async def test_one_byte_too_many_is_refused_before_a_byte_is_read(service: Running) -> None:
    where, city = await drafted(service)
    reader, writer = await raw(service, where, city, length=LARGEST + 1, body=b"")
    status = await asyncio.wait_for(reader.readline(), 10)
    assert b" 413 " in status
    writer.close()
