"""What was signed is never replaced, only followed by an addendum, which has its own text and its own signed copy."""

from __future__ import annotations

from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.service.agreements.papers import PAPER, added, upload
from tests.service.agreements.scene import Scene


async def test_document_13_an_addendum_has_its_own_text_and_its_own_signed_copy(scene: Scene) -> None:
    umbrella, city = await scene.umbrella(), scene.who["city"]
    await added(scene.h, umbrella.path, PAPER, city, kind="signed_copy")
    path = await scene.addendum(umbrella, ends_on="2032-02-08")
    text = await added(scene.h, path, PAPER, city)
    early = await upload(scene.h, path, PAPER, city, kind="signed_copy")
    assert (early.status_code, early.json()["title"]) == (409, "document-not-signed-yet")
    await scene.review(umbrella, path)
    late = await upload(scene.h, path, PAPER, city)
    assert (late.status_code, late.json()["title"]) == (409, "document-text-fixed")
    await scene.sign(umbrella, "city", path)
    assert (await upload(scene.h, path, PAPER, city, kind="signed_copy")).status_code == 409
    await scene.sign(umbrella, "office", path)
    copy = await added(scene.h, path, PAPER, city, kind="signed_copy")
    again = await upload(scene.h, path, PAPER, city, kind="signed_copy")
    assert again.json()["title"] == "signed-copy-exists"
    listed = await scene.h.get(f"{path}/documents", "auditor")
    assert [document["id"] for document in listed["items"]] == [text["id"], copy["id"]]
    assert len((await scene.h.get(f"{umbrella.path}/documents", "auditor"))["items"]) == 1
    assert await scene.h.pool.fetchval("select count(*) from contents") == 1


async def test_document_14_only_parties_and_only_an_addendum_of_this_agreement(scene: Scene) -> None:
    umbrella, city = await scene.umbrella(), scene.who["city"]
    path = await scene.addendum(umbrella, ends_on="2032-02-08")
    assert (await upload(scene.h, path, PAPER, str(uuid4()))).status_code == 403
    strange = f"{umbrella.path}/amendments/{UUID(int=1)}"
    assert (await upload(scene.h, strange, PAPER, city)).status_code == 404
    await scene.h.get(f"{strange}/documents", "auditor", status=404)


async def test_the_database_knows_when_a_document_of_an_addendum_may_come(scene: Scene) -> None:
    umbrella, city = await scene.umbrella(), scene.who["city"]
    path = await scene.addendum(umbrella, ends_on="2032-02-08")
    made = await added(scene.h, path, PAPER, city)
    insert = (
        "insert into documents (id, subject_id, kind, name, revision, sha256, uploaded_by, uploaded_at)"
        " values ($1, $2, $3, 'x', 9, $4, 'x', now())"
    )
    subject, digest = UUID(made["subject_id"]), bytes.fromhex(made["sha256"])
    with pytest.raises(asyncpg.CheckViolationError) as early:
        await scene.h.pool.execute(insert, uuid4(), subject, "signed_copy", digest)
    assert early.value.constraint_name == "documents_not_signed_yet"
    await scene.conclude(umbrella, path)
    with pytest.raises(asyncpg.CheckViolationError) as late:
        await scene.h.pool.execute(insert, uuid4(), subject, "draft_text", digest)
    assert late.value.constraint_name == "documents_text_fixed"
    await scene.h.pool.execute(insert, uuid4(), subject, "signed_copy", digest)
