"""What was signed is never replaced. An addendum follows it, with its own text and its own signed copy."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import Addendum, AgreementsClient
from tests.service.agreements.files import PDF


async def test_document_13_an_addendum_has_its_own_text_and_its_own_signed_copy(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await client.add_document(umbrella, PDF, kind="signed_copy")
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    text = await client.add_document(addendum, PDF)
    early = await client.upload(addendum, PDF, kind="signed_copy")
    assert (early.status_code, early.json()["title"]) == (409, "document-not-signed-yet")
    await scene.approve(client, addendum)
    late = await client.upload(addendum, PDF)
    assert (late.status_code, late.json()["title"]) == (409, "document-text-fixed")
    await client.sign(addendum, "city")
    assert (await client.upload(addendum, PDF, kind="signed_copy")).status_code == 409
    await client.sign(addendum, "office")
    copy = await client.add_document(addendum, PDF, kind="signed_copy")
    again = await client.upload(addendum, PDF, kind="signed_copy")
    assert again.json()["title"] == "signed-copy-exists"
    listed = await client.list_documents(addendum)
    assert [document["id"] for document in listed["items"]] == [text["id"], copy["id"]]
    assert len((await client.list_documents(umbrella))["items"]) == 1
    assert await client.h.pool.fetchval("select count(*) from contents") == 1


async def test_document_14_only_parties_and_only_an_addendum_of_this_agreement(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    assert (await client.upload(addendum, PDF, by=str(uuid4()))).status_code == 403
    strange = Addendum(str(UUID(int=1)), umbrella)
    assert (await client.upload(strange, PDF)).status_code == 404
    await client.list_documents(strange, status=404)


async def test_the_database_knows_when_a_document_of_an_addendum_may_come(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    made = await client.add_document(addendum, PDF)
    insert = (
        "insert into documents (id, subject_id, kind, name, revision, sha256, uploaded_by, uploaded_at)"
        " values ($1, $2, $3, 'x', 9, $4, 'x', now())"
    )
    subject, digest = UUID(made["subject_id"]), bytes.fromhex(made["sha256"])
    with pytest.raises(asyncpg.CheckViolationError) as early:
        await client.h.pool.execute(insert, uuid4(), subject, "signed_copy", digest)
    assert early.value.constraint_name == "documents_not_signed_yet"
    await scene.conclude(client, addendum)
    with pytest.raises(asyncpg.CheckViolationError) as late:
        await client.h.pool.execute(insert, uuid4(), subject, "draft_text", digest)
    assert late.value.constraint_name == "documents_text_fixed"
    await client.h.pool.execute(insert, uuid4(), subject, "signed_copy", digest)
