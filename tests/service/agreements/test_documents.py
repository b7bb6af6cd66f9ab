"""Documents through their door: what is taken when, from whom, and what the database proves by itself."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.demo.pdf import pdf
from services.agreements.main import SERVICE
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
