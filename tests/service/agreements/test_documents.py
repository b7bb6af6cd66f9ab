"""Documents through their door: what is taken when, and what a file can never do to us."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from starlette.types import Message

from deploy.demo.paper import assembled, pdf
from services.agreements import pdf as examination
from services.agreements.main import SERVICE
from shared import uploads
from tests.conftest import RunService
from tests.service.agreements.papers import (
    PAPER,
    added,
    conclude,
    draft,
    in_force,
    pks,
    signed,
    upload,
)
from tests.support.harness import Harness


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        yield running


async def records(h: Harness) -> list[dict[str, Any]]:
    return [data for type_, data in await h.facts() if type_ == "agreements.record.document"]


async def test_document_01_the_text_of_a_draft_is_kept_with_its_digest_and_pages(h: Harness) -> None:
    path, city, _ = await draft(h)
    made = await added(h, path, PAPER, city, name="Naskah kesepakatan")
    digest = hashlib.sha256(PAPER).hexdigest()
    assert (made["sha256"], made["size_bytes"], made["pages"]) == (digest, len(PAPER), 1)
    assert (made["kind"], made["revision"], made["stands"]) == ("draft_text", 1, True)
    (record,) = await records(h)
    assert record["sha256"] == digest
    assert (record["size_bytes"], record["pages"], record["revision"]) == (len(PAPER), 1, 1)
    assert "Naskah" not in str(record), "the name stands in the register"
    assert await h.pool.fetchval("select topic from journal where type = 'agreements.record.document'") is None


async def test_document_02_a_draft_text_is_replaced_and_the_earlier_one_stays_readable(h: Harness) -> None:
    path, city, office = await draft(h)
    first = await added(h, path, PAPER, city)
    second = await added(h, path, pdf(["Pasal 1", "Pasal 2"]), office, name="Naskah kedua")
    listed = (await h.get(f"{path}/documents", "auditor"))["items"]
    assert [(d["id"], d["revision"], d["stands"]) for d in listed] == [
        (first["id"], 1, False),
        (second["id"], 2, True),
    ]
    assert (await h.client.get(f"/agreements/documents/{first['id']}/content", headers=h.token("auditor"))).content == (
        PAPER
    )


async def test_document_03_after_the_draft_the_text_stands(h: Harness) -> None:
    path, city, _ = await draft(h)
    await h.post(f"{path}/submission", None, "clerk", organisation=city)
    for kind in ("draft_text", "annex"):
        answer = await upload(h, path, PAPER, city, kind=kind)
        assert (answer.status_code, answer.json()["title"]) == (409, "document-text-fixed")
    assert "adendum" in answer.json()["detail"]
    assert await records(h) == []


async def test_document_04_one_signed_copy_after_the_last_signature(h: Harness) -> None:
    path, city, office = await draft(h)
    early = await upload(h, path, PAPER, city, kind="signed_copy")
    assert (early.status_code, early.json()["title"]) == (409, "document-not-signed-yet")
    assert "2" in early.json()["detail"]
    await conclude(h, path, {city: "office", office: "office"})
    made = await added(h, path, PAPER, office, kind="signed_copy")
    assert made["revision"] == 1
    for content in (PAPER, pdf(["another"])):
        again = await upload(h, path, content, city, kind="signed_copy")
        assert (again.status_code, again.json()["title"]) == (409, "signed-copy-exists")


async def test_document_05_two_signed_copies_at_once_make_one(h: Harness) -> None:
    path, city, office = await signed(h)
    answers = await asyncio.gather(
        upload(h, path, pdf(["the city's scan"]), city, kind="signed_copy"),
        upload(h, path, pdf(["the office's scan"]), office, kind="signed_copy"),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await records(h)) == 1
    assert await h.pool.fetchval("select count(*) from contents") == 1, "the refused one left nothing"


async def test_document_06_a_content_is_stored_once_whoever_adds_it(h: Harness) -> None:
    path, city, _ = await draft(h)
    made = [await added(h, path, PAPER, city, kind="annex", name=name) for name in ("A", "B", "A")]
    assert [(d["name"], d["revision"]) for d in made] == [("A", 1), ("B", 1), ("A", 2)]
    assert await h.pool.fetchval("select count(*) from contents") == 1
    assert len({d["id"] for d in made}) == 3
    await asyncio.gather(*(added(h, path, pdf(["twin"]), city, kind="annex", name=f"T{n}") for n in range(3)))
    assert await h.pool.fetchval("select count(*) from contents") == 2


async def test_document_07_only_parties_add_and_only_known_roles_read(h: Harness) -> None:
    path, city, _ = await draft(h)
    stranger = await upload(h, path, PAPER, str(uuid4()))
    assert stranger.status_code == 403
    made = await added(h, path, PAPER, city)
    for where in (f"{path}/documents", f"/agreements/documents/{made['id']}"):
        await h.get(where, "coordinator")
        await h.get(where, "supervisor", status=403)
    await h.get(f"/agreements/documents/{made['id']}/content", "supervisor", status=403)
    await h.get(f"/agreements/documents/{UUID(int=1)}", "auditor", status=404)
    await h.get(f"/agreements/documents/{UUID(int=1)}/content", "auditor", status=404)
    await h.get(f"/agreements/cooperation-agreements/{path[-36:]}/documents", "auditor", status=404)


async def test_document_08_a_pks_has_documents_too(h: Harness) -> None:
    _, _, umbrella = await in_force(h)
    made = await pks(h, umbrella["id"])
    path = f"/agreements/cooperation-agreements/{made['id']}"
    assert (await added(h, path, PAPER, made["agency_id"]))["subject_id"] == made["id"]


async def test_document_09_what_a_browser_gets_is_never_run(h: Harness) -> None:
    path, city, _ = await draft(h)
    name = 'Naskah "akhir"/../../etc\\passwd ḟinal'
    made = await added(h, path, PAPER, city, name=name)
    assert made["name"] == name
    where = f"/agreements/documents/{made['id']}/content"
    answer = await h.client.get(where, headers=h.token("clerk"))
    assert answer.content == PAPER
    said = answer.headers
    assert said["content-type"] == "application/pdf"
    assert said["content-length"] == str(len(PAPER))
    assert said["x-content-type-options"] == "nosniff"
    assert said["content-security-policy"] == "sandbox; default-src 'none'"
    assert said["cache-control"] == "private, no-cache"
    assert said["etag"] == f'"{made["sha256"]}"'
    assert said["repr-digest"].startswith("sha-256=:")
    assert said["content-disposition"] == (
        'attachment; filename="Naskah _akhir______etc_passwd final.pdf";'
        " filename*=UTF-8''Naskah%20_akhir______etc_passwd%20%E1%B8%9Final.pdf"
    )
    unchanged = await h.client.get(where, headers=h.token("clerk") | {"if-none-match": said["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (await h.client.get(where, headers=h.token("clerk") | {"if-none-match": '"other"'})).status_code == 200


async def test_document_10_a_name_with_line_breaks_is_refused(h: Harness) -> None:
    path, city, _ = await draft(h)
    for name in ("a\r\nset-cookie: x", "a\x00b", "a\u202eb", "a\u2028b"):
        answer = await upload(h, path, PAPER, city, name=name)
        assert (answer.status_code, answer.json()["title"]) == (422, "document-name-unfit"), repr(name)
    assert (await upload(h, path, PAPER, city, name="x" * 201)).status_code == 422
    assert await records(h) == []


async def test_document_11_the_same_post_twice_adds_once(h: Harness) -> None:
    path, city, _ = await draft(h)
    key = {"idempotency-key": "one"}
    first = await upload(h, path, PAPER, city, **key)
    again = await upload(h, path, PAPER, city, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await upload(h, path, pdf(["other"]), city, **key)
    assert (other.status_code, other.json()["title"]) == (422, "idempotency-key-reused")
    assert len(await records(h)) == 1


async def test_document_12_an_upload_moves_the_version_of_its_agreement(h: Harness) -> None:
    path, city, _ = await draft(h)
    assert (await upload(h, path, PAPER, city, **{"if-match": '"9"'})).status_code == 412
    assert (await upload(h, path, PAPER, city, **{"if-match": '"1"'})).status_code == 201
    assert (await h.get(path, "auditor"))["version"] == 2


# What a file can be.

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
    packed = zlib.compress(b"2 0 " + b" " * (megabytes * 1024 * 1024), 9)
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
    pytest.param(b"PK\x03\x04" + PAPER, "document-not-pdf", id="a PDF behind another head"),
    pytest.param(b"%PDF-1.7\n" + bytes(range(256)) * 400, "document-broken", id="garbage under a PDF's head"),
    pytest.param(
        b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"startxref\n7\n%%EOF", "document-broken", id="garbage with an end"
    ),
    pytest.param(PAPER[:-200], "document-broken", id="half a file"),
    pytest.param(NO_PAGES, "document-broken", id="no pages, whatever it counts"),
    pytest.param(LOOP, "document-broken", id="a loop of pages"),
    pytest.param(TWICE, "document-broken", id="a page twice"),
    pytest.param(ENCRYPTED, "document-encrypted", id="encrypted"),
    pytest.param(bomb(1000), "document-too-demanding", id="a gigabyte in a megabyte"),
    pytest.param(DEEP, "document-too-demanding", id="a million brackets"),
]


@pytest.mark.parametrize(("content", "slug"), HOSTILE)
async def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(
    h: Harness, content: bytes, slug: str
) -> None:
    path, city, _ = await draft(h)
    answer = await upload(h, path, content, city, name="naskah.pdf", **{"content-type": "application/pdf"})
    assert (answer.status_code, answer.json()["title"]) == (422, slug)
    assert await h.pool.fetchval("select count(*) from contents") == 0
    assert await records(h) == []


async def test_what_came_in_part_is_told_so(h: Harness) -> None:
    path, city, _ = await draft(h)
    for part in (PAPER[:-10], PAPER[:-200]):
        assert "hanya terkirim sebagian" in (await upload(h, path, part, city)).json()["detail"]


async def test_neither_name_nor_type_makes_or_unmakes_a_pdf(h: Harness) -> None:
    path, city, _ = await draft(h)
    await added(h, path, PAPER, city, name="naskah.exe", **{"content-type": "text/html"})


def paper_of(size: int) -> bytes:
    """A sound PDF of exactly this size."""
    tail = PAPER[PAPER.rindex(b"\nstartxref") :]
    padded = PAPER[: -len(tail)] + b"\n%" + b"x" * (size - len(PAPER) - 2) + tail
    assert len(padded) == size
    return padded


async def test_twenty_megabytes_are_taken_and_one_byte_more_is_not(h: Harness) -> None:
    path, city, _ = await draft(h)
    made = await added(h, path, paper_of(examination.MAX_BYTES), city)
    assert made["size_bytes"] == 20 * 1024 * 1024
    answer = await upload(h, path, paper_of(examination.MAX_BYTES + 1), city)
    assert (answer.status_code, answer.json()["title"]) == (413, "too-large")
    content = await h.client.get(f"/agreements/documents/{made['id']}/content", headers=h.token("clerk"))
    assert hashlib.sha256(content.content).hexdigest() == made["sha256"]


async def test_too_much_is_refused_before_it_is_read(h: Harness) -> None:
    path, city, _ = await draft(h)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 65_536
            yield b"%PDF-1.7\n".ljust(65_536)

    announced = await upload(h, path, endless(), city, **{"content-length": str(examination.MAX_BYTES + 1)})
    assert (announced.status_code, read) == (413, 0)
    unannounced = await upload(h, path, endless(), city)
    assert unannounced.status_code == 413
    assert read <= examination.MAX_BYTES + 2 * 65_536


async def test_the_other_routes_keep_their_limit(h: Harness) -> None:
    path, city, _ = await draft(h)
    body = {"party_id": city, "decision": "approve", "comment": "x" * 2_000_000}
    assert (await h.post(f"{path}/reviews", body, "clerk", organisation=city, status=413))["title"] == "too-large"


async def asked(h: Harness, path: str, city: str, *messages: Message, stall: bool = False) -> list[Message]:
    """Speaks ASGI itself, to stop in the middle."""
    waiting, sent = list(messages), list[Message]()

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600 if stall else 0)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(k.encode(), v.encode()) for k, v in h.token("clerk", organisation=city).items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": f"{path}/documents",
        "raw_path": b"",
        "root_path": "",
        "scheme": "http",
        "query_string": b"kind=draft_text&name=x",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await h.client._transport.app(scope, receive, send)  # type: ignore[attr-defined]
    return sent


HALF: Message = {"type": "http.request", "body": PAPER[:200], "more_body": True}


async def test_a_client_that_goes_away_half_way_leaves_nothing(h: Harness) -> None:
    path, city, _ = await draft(h)
    (start, *_) = await asked(h, path, city, HALF)
    assert start["status"] == 408
    assert await records(h) == []
    await added(h, path, PAPER, city)


async def test_a_client_that_stops_sending_holds_nothing_for_long(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    path, city, _ = await draft(h)
    monkeypatch.setattr(uploads, "PATIENCE_S", 0.05)
    (start, *_) = await asked(h, path, city, HALF, stall=True)
    assert start["status"] == 408
    monkeypatch.setattr(uploads, "PATIENCE_S", 60)
    await added(h, path, PAPER, city)


async def test_more_files_than_there_is_room_for_are_sent_away(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    path, city, _ = await draft(h)
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    answer = await upload(h, path, PAPER, city)
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
    h: Harness, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    path, city, _ = await draft(h)
    limits = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))\n"
    (tmp_path / "child.py").write_text(limits + CHILDREN[what])
    monkeypatch.setattr(examination, "CHILD", tmp_path / "child.py")
    monkeypatch.setattr(examination, "WALL_S", 3)
    answer = await upload(h, path, PAPER, city)
    assert (answer.status_code, answer.json()["title"]) == (422, "document-too-demanding")


async def test_the_service_answers_while_a_file_is_examined(
    h: Harness, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, city, _ = await draft(h)
    (tmp_path / "child.py").write_text(CHILDREN["never ends"])
    monkeypatch.setattr(examination, "CHILD", tmp_path / "child.py")
    monkeypatch.setattr(examination, "WALL_S", 2)
    monkeypatch.setattr(examination, "PATIENCE_S", 0.2)
    monkeypatch.setattr(examination, "_turns", asyncio.Semaphore(1))
    first, second = (asyncio.create_task(upload(h, path, PAPER, city)) for _ in range(2))
    done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    answer = done.pop().result()
    assert (answer.status_code, answer.json()["title"]) == (503, "document-checks-busy")
    assert (await h.get(path, "auditor"))["state"] == "draft"
    assert {(await task).json()["title"] for task in (first, second)} == {
        "document-checks-busy",
        "document-too-demanding",
    }


async def test_the_examination_opens_nothing_and_gets_nothing(h: Harness, tmp_path: Path) -> None:
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
    path, city, _ = await draft(h)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examination, "CHILD", tmp_path / "child.py")
        patch.setenv("MASOHI_PERSON_KEY", "a secret")
        assert (await added(h, path, PAPER, city))["pages"] == 1


# What the database proves by itself.


async def test_nobody_replaces_or_removes_what_was_handed_in(h: Harness) -> None:
    path, city, _ = await signed(h)
    await added(h, path, PAPER, city, kind="signed_copy")
    for statement in (
        "update contents set content = content || 'x'",
        "update contents set pages = 2",
        "delete from contents",
        "update documents set name = 'x'",
        "delete from documents",
        "truncate contents cascade",
        "alter table contents disable trigger all",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(statement)


async def test_a_content_is_what_its_digest_says(h: Harness) -> None:
    insert = "insert into contents (sha256, content, pages, received_at) values ($1, $2, 1, now())"
    with pytest.raises(asyncpg.CheckViolationError, match="contents_digest"):
        await h.pool.execute(insert, hashlib.sha256(b"other").digest(), PAPER)
    with pytest.raises(asyncpg.CheckViolationError, match="contents_pdf"):
        await h.pool.execute(insert, hashlib.sha256(b"text").digest(), b"text")


async def test_the_database_knows_when_a_document_may_come(h: Harness) -> None:
    path, city, office = await draft(h)
    made = await added(h, path, PAPER, city)
    insert = (
        "insert into documents (id, subject_id, kind, name, revision, sha256, uploaded_by, uploaded_at)"
        " values ($1, $2, $3, 'x', $4, $5, 'x', now())"
    )

    async def put(subject: str, kind: str, revision: int = 9) -> None:
        await h.pool.execute(insert, uuid4(), UUID(subject), kind, revision, bytes.fromhex(made["sha256"]))

    with pytest.raises(asyncpg.CheckViolationError) as early:
        await put(made["subject_id"], "signed_copy")
    assert early.value.constraint_name == "documents_not_signed_yet"
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await put(str(UUID(int=1)), "draft_text")
    with pytest.raises(asyncpg.UniqueViolationError):
        await put(made["subject_id"], "draft_text", 1)
    await conclude(h, path, {city: "office", office: "office"})
    with pytest.raises(asyncpg.CheckViolationError) as late:
        await put(made["subject_id"], "annex")
    assert late.value.constraint_name == "documents_text_fixed"
    await put(made["subject_id"], "signed_copy")
    with pytest.raises(asyncpg.UniqueViolationError) as second:
        await put(made["subject_id"], "signed_copy", 10)
    assert second.value.constraint_name == "documents_signed_copy"
