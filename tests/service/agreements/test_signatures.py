"""SIGN: who signs, when, by what authority; and two at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import ANY, Agreement, AgreementsClient, status_of
from tests.service.agreements.client.agreements import CONTENTS


async def test_sign_01_two_parties_in_the_same_second_make_one_signed_agreement(client: AgreementsClient) -> None:
    for attempt in range(8):
        agreement = await scene.draft_umbrella(client, title=f"Kesepakatan {attempt}")
        await scene.approve(client, agreement)
        answers = await asyncio.gather(*(_send(client, agreement, party) for party in agreement.parties))
        assert answers == [201, 201]
        assert await scene.state_of(client, agreement) == "in_force"
        fact = [d for k, v, d in await scene.facts(client, "signed") if d["agreement_id"] == agreement.id]
        assert len(fact) == 1


async def test_sign_02_one_party_twice_at_once_signs_once(client: AgreementsClient) -> None:
    agreement = await scene.draft_umbrella(client)
    await scene.approve(client, agreement)
    answers = await asyncio.gather(_send(client, agreement, "city"), _send(client, agreement, "city"))
    assert sorted(answers) == [201, 409]
    assert await client.h.pool.fetchval("select count(*) from signatures") == 1


async def test_sign_03_two_pks_with_one_number_at_once_and_one_of_them_has_it(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    agreements = [await scene.draft_pks(client, umbrella, title=f"PKS {n}") for n in ("Satu", "Dua")]
    for agreement in agreements:
        await scene.approve(client, agreement)
    answers = await asyncio.gather(
        *(_send(client, agreement, "agency", number="12/PKS/II/2026") for agreement in agreements)
    )
    assert sorted(answers) == [201, 409]
    held = await client.h.pool.fetch("select agreement_id from signatures where number = '12/PKS/II/2026'")
    assert [str(row["agreement_id"]) for row in held] == [agreements[answers.index(201)].id]


async def test_sign_04_recorded_after_the_fact_it_is_in_force_from_the_last_signature(client: AgreementsClient) -> None:
    agreement = await scene.draft_umbrella(client)
    await scene.approve(client, agreement)
    scene.move_to(client, "2026-02-20 09:00")
    await client.sign(agreement, "city", signed_on="2026-02-10")
    await client.sign(agreement, "office", signed_on="2026-02-12")
    ((_, _, fact),) = await scene.facts(client, "activated")
    assert (fact["due_on"], fact["late"]) == ("2026-02-12", True)
    assert (await client.list_revisions(agreement))[0]["effective_on"] == "2026-02-12"


async def test_sign_05_a2_a_pks_is_signed_only_while_its_umbrella_is_in_force(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    agreement = await scene.draft_pks(client, umbrella)
    await scene.approve(client, agreement)
    await client.suspend(umbrella)
    refused = await client.sign(agreement, "agency", status=409)
    assert (refused["slug"], refused["rule"]) == ("umbrella-not-in-force", "A2")


async def test_sign_06_a1_a_nota_kesepakatan_has_its_work_plan_as_annex_and_a_pks_hangs_under_it(
    client: AgreementsClient,
) -> None:
    refused = await client.draft_joint_agreement(instrument="nota_kesepakatan", status=422)
    assert (refused["slug"], refused["rule"]) == ("annex-missing", "A1")
    annex = [{"what": "Pelatihan las", "by_whom": "Dinas Koperasi", "by_when": "Juni 2026"}]
    nota = await scene.make_umbrella(client, instrument="nota_kesepakatan", annex=annex)
    assert (await client.read(nota))["annex"] == annex
    below = await scene.make_pks(client, nota)
    assert await scene.state_of(client, below) == "in_force"


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("update signatures set kuasa_date = signed_on + 1 where party_id = $1", "signatures_kuasa_before"),
        (
            (
                "insert into signatures (agreement_id, party_id, number, signatory, position, authority, place,"
                " signed_on, recorded_by, recorded_at) select agreement_id, party_id, 'another', signatory, position,"
                " 'office', place, signed_on, recorded_by, recorded_at from signatures where party_id = $1"
            ),
            "signatures_once",
        ),
        ("update agreements set sites = '{Taman}' where agency_id = $1", "agreements_check"),
        ("update agreements set end_known_on = null where agency_id = $1", "agreements_end_known"),
        ("update agreements set instrument = 'nota_kesepakatan' where agency_id is distinct from $1", "annex_of_nota"),
    ],
)
async def test_sign_07_the_database_refuses_what_the_rules_do(
    client: AgreementsClient, sql: str, constraint: str
) -> None:
    await scene.make_pks(client, await scene.make_umbrella(client))
    with pytest.raises(Exception, match=constraint):
        await client.h.pool.execute(sql, client.ids["agency"])


async def test_sign_08_an_addendum_beside_another_is_refused_by_the_database_too(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    ends = [f"203{n}-02-08" for n in (2, 3)]
    drafts = [client.draft_addendum(umbrella, ends_on=day, status=ANY) for day in ends]
    assert sorted(status_of(answer) for answer in await asyncio.gather(*drafts)) == [201, 409]
    with pytest.raises(Exception, match="amendments_one_open"):
        await client.h.pool.execute(
            "insert into amendments select uuidv7(), agreement_id, number + 1, reason, effective_on, scopes, starts_on,"
            " ends_on, sites, programmes, state, approved_by, approved_on, in_effect_on, held_because, drafted_by,"
            " created_at from amendments"
        )


async def test_sign_09_what_was_read_before_may_be_named_and_a_later_change_refuses(client: AgreementsClient) -> None:
    agreement = await scene.draft_umbrella(client)
    version = (await client.read(agreement))["version"]
    await client.submit(agreement)
    await client.review(agreement, "city", headers={"if-match": f'"{version}"'}, status=412)


@pytest.mark.parametrize("kind", ["joint", "cooperation"])
async def test_sign_10_asked_for_changes_a_draft_is_reworded_within_the_rules(
    client: AgreementsClient, kind: str
) -> None:
    umbrella = await (scene.draft_umbrella(client) if kind == "joint" else scene.make_umbrella(client))
    agreement = umbrella if kind == "joint" else await scene.draft_pks(client, umbrella)
    first = agreement.parties[0]
    await client.submit(agreement)
    fields: dict[str, Any] = {
        "title": "Naskah Baru",
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2028-12-31",
        "notice_days": 45,
    }
    fields |= {"annex": [{"what": "Las", "by_whom": "Dinas", "by_when": "Juni"}]} if kind == "joint" else {}
    fields |= {"programmes": ["las"], **CONTENTS} if kind == "cooperation" else {}
    assert (await client.revise(agreement, status=409, **fields))["slug"] == "wrong-state"
    await client.review(agreement, first, "request_changes")
    stranger = "prison" if kind == "joint" else "city"
    assert (await client.revise(agreement, by=stranger, status=403, **fields))["slug"] == "forbidden"
    if kind == "cooperation":
        wide = fields | {"scopes": ["marketing"], "programmes": []}
        assert (await client.revise(agreement, status=422, **wide))["slug"] == "scope-outside-umbrella"
    await client.revise(agreement, **fields)
    seen = await client.read(agreement)
    assert {name: seen[name] for name in fields} == fields
    await scene.conclude(client, agreement)
    assert await scene.state_of(client, agreement) == "in_force"


async def _send(client: AgreementsClient, agreement: Agreement, party: str, **changes: str) -> int:
    return status_of(await client.sign(agreement, party, status=ANY, **changes))
