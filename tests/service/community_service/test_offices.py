"""A case of an office that the register does not know: seen, and put right by a coordinator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import BAPAS, COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

RIGHT: Json = {"office": "probation_office", "code": "bapas-ambon", "reason": "Kode salah ketik di putusan"}


async def unknown(client: CommunityServiceClient) -> list[Any]:
    return [each["id"] for each in (await client.list_waiting(kind="unknown_office"))["items"]]


async def test_the_right_office_can_act_then_and_the_case_waits_no_more(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="bapas-abon"))
    assert await unknown(client) == [sentence["id"]]
    await client.read_sentence(sentence["id"], caller=COUNSELLOR, status=403)
    for _ in range(2):
        corrected = await client.correct_office(sentence["id"], RIGHT)
    assert corrected["probation_office"]["code"] == "bapas-ambon"
    assert await unknown(client) == []
    await client.read_sentence(sentence["id"], caller=COUNSELLOR.at(BAPAS))
    facts = [data for type_, data in await h.facts() if type_ == "community-service.sentence.offices-corrected"]
    assert [fact["probation_office_code"] for fact in facts] == ["bapas-ambon"]
    rows = await h.pool.fetch("select was, code, corrected_by from office_corrections")
    assert [tuple(row) for row in rows] == [("bapas-abon", "bapas-ambon", COORDINATOR.subject)]


async def test_only_a_coordinator_and_only_what_nobody_knows(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    for caller in (COUNSELLOR, PROSECUTOR, COUNSELLOR.at(OTHER_BAPAS)):
        await client.correct_office(sentence["id"], RIGHT, caller=caller, status=403)
    other = RIGHT | {"code": "bapas-masohi"}
    refused = await client.correct_office(sentence["id"], other, status=409)
    assert (refused["title"], refused["rule"]) == ("office-known", "K7")


async def test_the_right_one_is_in_the_register_and_of_its_kind(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="bapas-abon"))
    refused = await client.correct_office(sentence["id"], RIGHT | {"code": "bapas-lain"}, status=422)
    assert refused["title"] == "office-unknown"
    refused = await client.correct_office(sentence["id"], RIGHT | {"code": "kejari-ambon"}, status=422)
    assert refused["title"] == "office-of-other-kind"
    assert await unknown(client) == [sentence["id"]], "nothing was changed"
    assert agreements.OrganisationRegistered.type not in [type_ for type_, _ in await h.facts()]


async def test_a_code_that_belongs_to_no_such_office_is_seen_and_put_right_too(
    h: Harness, client: CommunityServiceClient
) -> None:
    """The register learns of the code later, and it is a school."""
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="smk-9"))
    school = {"organisation_id": UUID(int=987), "code": "smk-9", "name": "SMK 9", "kind": "agency"}
    await h.hear(agreements.OrganisationRegistered.model_validate(school))
    assert await unknown(client) == [sentence["id"]]
    await client.correct_office(sentence["id"], RIGHT)
    assert await unknown(client) == []


async def test_a_reason_names_nobody_by_the_national_id(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="bapas-abon"))
    await client.correct_office(sentence["id"], RIGHT | {"reason": "milik NIK 8171010101900001"}, status=422)
