"""Documents: which are accepted when, from whom, and what the database proves by itself."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.demo.pdf import pdf
from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient
from tests.service.agreements.files import PDF


async def records(client: AgreementsClient) -> list[dict[str, Any]]:
    return [data for type_, data in await client.h.facts() if type_ == "agreements.record.document-added"]


async def test_document_01_the_text_of_a_draft_is_kept_with_its_digest_and_pages(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    made = await client.add_document(umbrella, PDF, name="Naskah kesepakatan")
    digest = hashlib.sha256(PDF).hexdigest()
    assert (made["sha256"], made["size_bytes"], made["pages"]) == (digest, len(PDF), 1)
    assert (made["kind"], made["revision"], made["stands"]) == ("draft_text", 1, True)
    (record,) = await records(client)
    assert record["sha256"] == digest
    assert (record["size_bytes"], record["pages"], record["revision"]) == (len(PDF), 1, 1)
    assert "Naskah" not in str(record), "the name stands in the register"
    assert (
        await client.h.pool.fetchval("select topic from journal where type = 'agreements.record.document-added'")
        is None
    )


async def test_document_02_a_draft_text_is_replaced_and_the_earlier_one_stays_readable(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.draft_umbrella(client)
    first = await client.add_document(umbrella, PDF)
    second = await client.add_document(umbrella, pdf(["Pasal 1", "Pasal 2"]), by="office", name="Naskah kedua")
    listed = (await client.list_documents(umbrella))["items"]
    assert [(d["id"], d["revision"], d["stands"]) for d in listed] == [
        (first["id"], 1, False),
        (second["id"], 2, True),
    ]
    assert (await client.download(first["id"])).content == (PDF)


async def test_document_03_after_the_draft_the_text_stands(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    await client.submit(umbrella)
    for kind in ("draft_text", "annex"):
        answer = await client.upload(umbrella, PDF, kind=kind)
        assert (answer.status_code, answer.json()["title"]) == (409, "document-text-fixed")
    assert "adendum" in answer.json()["detail"]
    assert await records(client) == []


async def test_document_04_one_signed_copy_after_the_last_signature(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    early = await client.upload(umbrella, PDF, kind="signed_copy")
    assert (early.status_code, early.json()["title"]) == (409, "document-not-signed-yet")
    assert "2" in early.json()["detail"]
    await scene.conclude(client, umbrella)
    made = await client.add_document(umbrella, PDF, by="office", kind="signed_copy")
    assert made["revision"] == 1
    for content in (PDF, pdf(["another"])):
        again = await client.upload(umbrella, content, kind="signed_copy")
        assert (again.status_code, again.json()["title"]) == (409, "signed-copy-exists")


async def test_document_05_two_signed_copies_at_once_make_one(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    answers = await asyncio.gather(
        client.upload(umbrella, pdf(["the city's scan"]), kind="signed_copy"),
        client.upload(umbrella, pdf(["the office's scan"]), by="office", kind="signed_copy"),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await records(client)) == 1
    assert await client.h.pool.fetchval("select count(*) from contents") == 1, "the refused one left nothing"


async def test_document_06_a_content_is_stored_once_whoever_adds_it(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    made = [await client.add_document(umbrella, PDF, kind="annex", name=name) for name in ("A", "B", "A")]
    assert [(d["name"], d["revision"]) for d in made] == [("A", 1), ("B", 1), ("A", 2)]
    assert await client.h.pool.fetchval("select count(*) from contents") == 1
    assert len({d["id"] for d in made}) == 3
    await asyncio.gather(*(client.add_document(umbrella, pdf(["twin"]), kind="annex", name=f"T{n}") for n in range(3)))
    assert await client.h.pool.fetchval("select count(*) from contents") == 2


async def test_document_07_only_parties_add_and_only_known_roles_read(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    stranger = await client.upload(umbrella, PDF, by=str(uuid4()))
    assert stranger.status_code == 403
    made = await client.add_document(umbrella, PDF)
    for read in (
        client.list_documents(umbrella, role="coordinator"),
        client.read_document(made["id"], role="coordinator"),
    ):
        assert await read
    await client.list_documents(umbrella, role="supervisor", status=403)
    await client.read_document(made["id"], role="supervisor", status=403)
    assert (await client.download(made["id"], role="supervisor")).status_code == 403
    await client.read_document(str(UUID(int=1)), status=404)
    assert (await client.download(str(UUID(int=1)))).status_code == 404
    await client.list_documents(Agreement(umbrella.id, "cooperation", umbrella.parties), status=404)


async def test_document_08_a_pks_has_documents_too(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client))
    assert (await client.add_document(pks, PDF))["subject_id"] == pks.id


async def test_document_09_what_a_browser_gets_is_never_run(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    name = 'Naskah "akhir"/../../etc\\passwd ḟinal'
    made = await client.add_document(umbrella, PDF, name=name)
    assert made["name"] == name
    answer = await client.download(made["id"], role="clerk")
    assert answer.content == PDF
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == str(len(PDF))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["etag"] == f'"{made["sha256"]}"'
    assert headers["repr-digest"].startswith("sha-256=:")
    assert headers["content-disposition"] == (
        'attachment; filename="Naskah _akhir______etc_passwd final.pdf";'
        " filename*=UTF-8''Naskah%20_akhir______etc_passwd%20%E1%B8%9Final.pdf"
    )
    unchanged = await client.download(made["id"], if_none_match=headers["etag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (await client.download(made["id"], if_none_match='"other"')).status_code == 200


async def test_document_10_a_name_with_line_breaks_is_refused(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    for name in ("a\r\nset-cookie: x", "a\x00b", "a\u202eb", "a\u2028b"):
        answer = await client.upload(umbrella, PDF, name=name)
        assert (answer.status_code, answer.json()["title"]) == (422, "document-name-unfit"), repr(name)
    assert (await client.upload(umbrella, PDF, name="x" * 201)).status_code == 422
    assert await records(client) == []


async def test_document_11_the_same_post_twice_adds_once(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    key = {"idempotency_key": "one"}
    first = await client.upload(umbrella, PDF, **key)
    again = await client.upload(umbrella, PDF, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await client.upload(umbrella, pdf(["other"]), **key)
    assert (other.status_code, other.json()["title"]) == (422, "idempotency-key-reused")
    assert len(await records(client)) == 1


async def test_document_12_an_upload_moves_the_version_of_its_agreement(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    assert (await client.upload(umbrella, PDF, if_match='"9"')).status_code == 412
    assert (await client.upload(umbrella, PDF, if_match='"1"')).status_code == 201
    assert (await client.read(umbrella))["version"] == 2


# What the database proves by itself.


async def test_nobody_replaces_or_removes_what_was_handed_in(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await client.add_document(umbrella, PDF, kind="signed_copy")
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
            await client.h.pool.execute(statement)


async def test_a_content_is_what_its_digest_says(client: AgreementsClient) -> None:
    insert = "insert into contents (sha256, content, pages, received_at) values ($1, $2, 1, now())"
    with pytest.raises(asyncpg.CheckViolationError, match="contents_digest"):
        await client.h.pool.execute(insert, hashlib.sha256(b"other").digest(), PDF)
    with pytest.raises(asyncpg.CheckViolationError, match="contents_pdf"):
        await client.h.pool.execute(insert, hashlib.sha256(b"text").digest(), b"text")


async def test_the_database_knows_when_a_document_may_come(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    made = await client.add_document(umbrella, PDF)
    insert = (
        "insert into documents (id, subject_id, kind, name, revision, sha256, uploaded_by, uploaded_at)"
        " values ($1, $2, $3, 'x', $4, $5, 'x', now())"
    )

    async def put(subject: str, kind: str, revision: int = 9) -> None:
        await client.h.pool.execute(insert, uuid4(), UUID(subject), kind, revision, bytes.fromhex(made["sha256"]))

    with pytest.raises(asyncpg.CheckViolationError) as early:
        await put(made["subject_id"], "signed_copy")
    assert early.value.constraint_name == "documents_not_signed_yet"
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await put(str(UUID(int=1)), "draft_text")
    with pytest.raises(asyncpg.UniqueViolationError):
        await put(made["subject_id"], "draft_text", 1)
    await scene.conclude(client, umbrella)
    with pytest.raises(asyncpg.CheckViolationError) as late:
        await put(made["subject_id"], "annex")
    assert late.value.constraint_name == "documents_text_fixed"
    await put(made["subject_id"], "signed_copy")
    with pytest.raises(asyncpg.UniqueViolationError) as second:
        await put(made["subject_id"], "signed_copy", 10)
    assert second.value.constraint_name == "documents_signed_copy"
