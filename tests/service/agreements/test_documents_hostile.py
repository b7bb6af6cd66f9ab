"""What a file can be, and what it can never do to us."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from deploy.demo.pdf import assembled
from services.agreements import pdf as examination
from shared.edge import middleware, uploads
from shared.edge.bodies import Body
from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient
from tests.service.agreements.files import PDF


async def records(client: AgreementsClient) -> list[dict[str, Any]]:
    return [data for type_, data in await client.h.facts() if type_ == "agreements.record.document-added"]


_CATALOG, _LEAF = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Page/Parent 2 0 R>>"
LOOP = assembled([_CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"])
TWICE = assembled([_CATALOG, b"<</Type/Pages/Count 2/Kids[3 0 R 3 0 R]>>", _LEAF])
NO_PAGES = assembled([_CATALOG, b"<</Type/Pages/Count 9/Kids[]>>"])
DEEP = assembled([_CATALOG, b"[" * 1_000_000])
ENCRYPTED = assembled(
    [_CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", _LEAF, b"<</Filter/Standard/V 5/R 6/Length 256>>"],
    b"/Root 1 0 R /Encrypt 4 0 R",
)


def bomb(megabytes: int) -> bytes:
    """A page tree inside a compressed object stream that unfolds to `megabytes`."""
    squeezing = zlib.compressobj(1)
    packed = squeezing.compress(b"2 0 ")
    packed += b"".join(squeezing.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + squeezing.flush()
    body = b"%PDF-1.7\n"
    root = len(body)
    body += b"1 0 obj\n" + _CATALOG + b"\nendobj\n"
    inside = len(body)
    head = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    body += b"3 0 obj\n" + head + packed + b"\nendstream\nendobj\n"
    table = [(0, 0, 255), (1, root, 0), (2, 3, 0), (1, inside, 0), (1, len(body), 0)]
    rows = b"".join(bytes([kind]) + at.to_bytes(4, "big") + bytes([last]) for kind, at, last in table)
    head = b"<</Type/XRef/Size 5/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n" % len(rows)
    return body + b"4 0 obj\n" + head + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


HOSTILE = [
    pytest.param(b"", "document-empty", id="nothing"),
    pytest.param(b"<html><script>alert(1)</script>", "document-not-pdf", id="a page"),
    pytest.param(b"PK\x03\x04" + PDF, "document-not-pdf", id="a PDF behind another head"),
    pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 400, "document-broken", id="garbage under a PDF's head"),
    pytest.param(
        b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"startxref\n7\n%%EOF", "document-broken", id="garbage with an end"
    ),
    pytest.param(PDF[:-200], "document-broken", id="half a file"),
    pytest.param(NO_PAGES, "document-broken", id="no pages, whatever it counts"),
    pytest.param(LOOP, "document-broken", id="a loop of pages"),
    pytest.param(TWICE, "document-broken", id="a page twice"),
    pytest.param(ENCRYPTED, "document-encrypted", id="encrypted"),
    pytest.param(bomb(300), "document-too-demanding", id="300 megabytes in one"),
    pytest.param(DEEP, "document-too-demanding", id="a million brackets"),
]


@pytest.mark.parametrize(("content", "slug"), HOSTILE)
async def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(
    client: AgreementsClient, content: bytes, slug: str
) -> None:
    umbrella = await scene.draft_umbrella(client)
    answer = await client.upload(umbrella, content, name="naskah.pdf", content_type="application/pdf")
    assert (answer.status_code, answer.json()["title"]) == (422, slug)
    assert await client.h.pool.fetchval("select count(*) from contents") == 0
    assert await records(client) == []


async def test_what_came_in_part_is_told_so(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    for part in (PDF[:-10], PDF[:-200]):
        assert "hanya terkirim sebagian" in (await client.upload(umbrella, part)).json()["detail"]


def moved(by: int) -> bytes:
    """A PDF whose offsets count so many bytes in front of it."""
    start = int(PDF.rpartition(b"startxref\n")[2].split()[0])
    return PDF.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + by))


ROUGH = {
    "zero bytes behind": PDF + bytes(2_048),
    "a block of a tape filled up": PDF + bytes(100_000),
    "line ends and zero bytes behind": PDF + b"\r\n\r\n" + bytes(2_048) + b"\n",
    "a byte order mark in front": b"\xef\xbb\xbf" + PDF,
    "a byte order mark that its offsets count": b"\xef\xbb\xbf" + moved(3),
    "an empty line in front": b"\r\n" + PDF,
    "all at once": b"\xef\xbb\xbf\r\n" + PDF + bytes(2_048),
}


@pytest.mark.parametrize("content", ROUGH.values(), ids=ROUGH)
async def test_what_programs_leave_around_a_pdf_does_no_harm_and_is_kept(
    client: AgreementsClient, content: bytes
) -> None:
    made = await client.add_document(await scene.draft_umbrella(client), content)
    assert made["pages"] == 1
    assert (await client.download(made["id"])).content == content


@pytest.mark.parametrize("content", [PDF + b"<html>" + b"x" * 2_048, PDF + bytes(2_048) + b"x" * 1_100])
async def test_what_follows_a_pdf_and_is_something_else_is_named_with_a_way_out(
    client: AgreementsClient, content: bytes
) -> None:
    answer = (await client.upload(await scene.draft_umbrella(client), content)).json()
    assert "data lain di belakangnya" in answer["detail"]
    assert "Simpan atau pindai ulang" in answer["detail"]


async def test_neither_name_nor_type_makes_or_unmakes_a_pdf(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    await client.add_document(umbrella, PDF, name="naskah.exe", content_type="text/html")


def pdf_of(size: int) -> bytes:
    """A sound PDF of exactly this size."""
    tail = PDF[PDF.rindex(b"\nstartxref") :]
    padded = PDF[: -len(tail)] + b"\n%" + b"x" * (size - len(PDF) - 2) + tail
    assert len(padded) == size
    return padded


async def test_twenty_megabytes_are_taken_and_one_byte_more_is_not(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    made = await client.add_document(umbrella, pdf_of(examination.MAX_BYTES))
    assert made["size_bytes"] == 20 * 1024 * 1024
    answer = await client.upload(umbrella, pdf_of(examination.MAX_BYTES + 1))
    assert (answer.status_code, answer.json()["title"]) == (413, "too-large")
    content = await client.download(made["id"])
    assert hashlib.sha256(content.content).hexdigest() == made["sha256"]


async def test_too_much_is_refused_before_it_is_read(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b"%PDF-1.7\n".ljust(65_536)

    announced = await client.upload(umbrella, endless(), content_length=str(examination.MAX_BYTES + 1))
    assert (announced.status_code, read) == (413, 0)
    unannounced = await client.upload(umbrella, endless())
    assert unannounced.status_code == 413
    assert read <= examination.MAX_BYTES + 2 * 65_536


async def test_the_other_routes_keep_their_limit(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    refused = await client.review(umbrella, "city", comment="x" * 2_000_000, status=413)
    assert refused["title"] == "too-large"


async def speak(
    client: AgreementsClient, umbrella: Agreement, *messages: Message, stall: bool = False
) -> list[Message]:
    """Speaks ASGI itself, to stop in the middle."""
    waiting, sent = list(messages), list[Message]()

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600 if stall else 0)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(k.encode(), v.encode()) for k, v in client.h.token("clerk", organisation=client.ids["city"]).items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": f"{umbrella.path}/documents",
        "raw_path": b"",
        "root_path": "",
        "scheme": "http",
        "query_string": b"kind=draft_text&name=x",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await client.h.client._transport.app(scope, receive, send)  # type: ignore[attr-defined]
    return sent


HALF: Message = {"type": "http.request", "body": PDF[:200], "more_body": True}


async def test_a_client_that_goes_away_half_way_leaves_nothing(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    (start, *_) = await speak(client, umbrella, HALF)
    assert start["status"] == 408
    assert await records(client) == []
    await client.add_document(umbrella, PDF)


async def test_a_client_that_stops_sending_holds_nothing_for_long(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    umbrella = await scene.draft_umbrella(client)
    with monkeypatch.context() as impatient:
        impatient.setattr(middleware, "Body", lambda scope, receive, most, _: Body(scope, receive, most, 0.05))
        (start, *_) = await speak(client, umbrella, HALF, stall=True)
    assert start["status"] == 408
    await client.add_document(umbrella, PDF)


async def test_more_files_than_there_is_room_for_are_sent_away(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    umbrella = await scene.draft_umbrella(client)
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    answer = await client.upload(umbrella, PDF)
    assert (answer.status_code, answer.json()["title"]) == (503, "too-many-uploads")
    assert answer.headers["retry-after"]


CHILDREN = {
    "never ends": "import time\nwhile True: time.sleep(1)",
    "takes all memory": "import sys\nsys.stdin.buffer.read()\nx = [b'x' * 2**20 for _ in range(2**20)]",
    "burns the processor": "import resource, sys\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    "closes its mouth and stays": "import os, time\nos.close(1)\nwhile True: time.sleep(1)",
}


@pytest.mark.parametrize("what", CHILDREN)
async def test_an_examination_that_does_not_end_is_ended(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    umbrella = await scene.draft_umbrella(client)
    limits = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))\n"
    (tmp_path / "child.py").write_text(limits + CHILDREN[what])
    monkeypatch.setattr(examination, "CHILD", tmp_path / "child.py")
    monkeypatch.setattr(examination, "WALL_S", 3)
    answer = await client.upload(umbrella, PDF)
    assert (answer.status_code, answer.json()["title"]) == (422, "document-too-demanding")


async def test_the_service_answers_while_a_file_is_examined(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    umbrella = await scene.draft_umbrella(client)
    (tmp_path / "child.py").write_text(CHILDREN["never ends"])
    monkeypatch.setattr(examination, "CHILD", tmp_path / "child.py")
    monkeypatch.setattr(examination, "WALL_S", 2)
    monkeypatch.setattr(examination, "PATIENCE_S", 0.2)
    monkeypatch.setattr(examination, "_turns", asyncio.Semaphore(1))
    first, second = (asyncio.create_task(client.upload(umbrella, PDF)) for _ in range(2))
    done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    answer = done.pop().result()
    assert (answer.status_code, answer.json()["title"]) == (503, "document-checks-busy")
    assert (await client.read(umbrella))["state"] == "draft"
    assert {(await task).json()["title"] for task in (first, second)} == {
        "document-checks-busy",
        "document-too-demanding",
    }


async def test_the_examination_opens_nothing_and_gets_nothing(client: AgreementsClient, tmp_path: Path) -> None:
    """The rights it gives up, in a child that tries what a taken-over reader would."""
    child = examination.CHILD.read_text().split('if __name__ == "__main__":')[0]
    tries = (
        "\nimport socket\ngive_up_rights(10, 384)\nopen_nothing()\ndone = []\n"
        "for name, attempt in {'file': lambda: open('/etc/passwd'), 'socket': lambda: socket.socket(),"
        " 'write': lambda: open('/tmp/x', 'w'), 'pipe': os.pipe}.items():\n"
        "    try:\n        attempt()\n        done.append(name)\n    except OSError:\n        pass\n"
        "sys.stdout.write(json.dumps({'pages': 1 + len(done) + ('MASOHI_PERSON_KEY' in os.environ)}))\n"
    )
    (tmp_path / "child.py").write_text(child + tries)
    umbrella = await scene.draft_umbrella(client)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examination, "CHILD", tmp_path / "child.py")
        patch.setenv("MASOHI_PERSON_KEY", "a secret")
        assert (await client.add_document(umbrella, PDF))["pages"] == 1
