"""SIGN: who signs, when, by what authority; and two at once."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from tests.service.agreements.scene import Paper, Scene


async def test_sign_01_two_parties_in_the_same_second_make_one_signed_agreement(scene: Scene) -> None:
    for attempt in range(8):
        paper = await scene.draft_umbrella(title=f"Kesepakatan {attempt}")
        await scene.review(paper)
        answers = await asyncio.gather(*(_send(scene, paper, party) for party in paper.parties))
        assert answers == [200, 200]
        assert await scene.state(paper) == "in_force"
        said = [d for k, v, d in await scene.said("signed") if d["agreement_id"] == paper.id]
        assert len(said) == 1


async def test_sign_02_one_party_twice_at_once_signs_once(scene: Scene) -> None:
    paper = await scene.draft_umbrella()
    await scene.review(paper)
    answers = await asyncio.gather(_send(scene, paper, "city"), _send(scene, paper, "city"))
    assert sorted(answers) == [200, 409]
    assert await scene.h.pool.fetchval("select count(*) from signatures") == 1


async def test_sign_03_two_pks_with_one_number_at_once_and_one_of_them_has_it(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    papers = [await scene.draft_pks(umbrella, title=f"PKS {n}") for n in ("Satu", "Dua")]
    for paper in papers:
        await scene.review(paper)
    answers = await asyncio.gather(*(_send(scene, paper, "agency", number="12/PKS/II/2026") for paper in papers))
    assert sorted(answers) == [200, 409]
    held = await scene.h.pool.fetch("select agreement_id from signatures where number = '12/PKS/II/2026'")
    assert [str(row["agreement_id"]) for row in held] == [papers[answers.index(200)].id]


async def test_sign_04_recorded_after_the_fact_it_is_in_force_from_the_last_signature(scene: Scene) -> None:
    paper = await scene.draft_umbrella()
    await scene.review(paper)
    scene.at("2026-02-20 09:00")
    await scene.sign(paper, "city", signed_on="2026-02-10")
    await scene.sign(paper, "office", signed_on="2026-02-12")
    ((_, _, said),) = await scene.said("activated")
    assert (said["due_on"], said["late"]) == ("2026-02-12", True)
    assert (await scene.read(f"{paper.path}/revisions"))[0]["effective_on"] == "2026-02-12"


async def test_sign_05_a2_a_pks_is_signed_only_while_its_umbrella_is_in_force(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    paper = await scene.draft_pks(umbrella)
    await scene.review(paper)
    await scene.pause(umbrella, "suspension")
    refused = await scene.sign(paper, "agency", status=409)
    assert (refused["slug"], refused["rule"]) == ("umbrella-not-in-force", "A2")


async def test_sign_06_a1_a_nota_kesepakatan_has_its_work_plan_as_annex_and_a_pks_hangs_under_it(scene: Scene) -> None:
    body = {
        "instrument": "nota_kesepakatan",
        "title": "Nota Kesepakatan Sinergi",
        "parties": [scene.who["city"], scene.who["office"]],
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2031-02-08",
    }
    refused = await scene.h.post("/agreements/joint-agreements", body, "clerk", status=422)
    assert (refused["slug"], refused["rule"]) == ("annex-missing", "A1")
    annex = [{"what": "Pelatihan las", "by_whom": "Dinas Koperasi", "by_when": "Juni 2026"}]
    nota = await scene.umbrella(instrument="nota_kesepakatan", annex=annex)
    assert (await scene.read(nota))["annex"] == annex
    below: Paper = await scene.pks(nota)
    assert await scene.state(below) == "in_force"


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
async def test_sign_07_the_database_refuses_what_the_rules_do(scene: Scene, sql: str, constraint: str) -> None:
    await scene.pks(await scene.umbrella())
    with pytest.raises(Exception, match=constraint):
        await scene.h.pool.execute(sql, scene.who["agency"])


async def test_sign_08_an_addendum_beside_another_is_refused_by_the_database_too(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    bodies = [{"reason": "Perpanjangan", "effective_on": "2026-02-09", "ends_on": f"203{n}-02-08"} for n in (2, 3)]
    headers = scene.h.token("clerk", organisation=scene.who["city"])
    answers = await asyncio.gather(
        *(scene.h.client.post(f"{umbrella.path}/amendments", json=body, headers=headers) for body in bodies)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    with pytest.raises(Exception, match="amendments_one_open"):
        await scene.h.pool.execute(
            "insert into amendments select uuidv7(), agreement_id, number + 1, reason, effective_on, scopes, starts_on,"
            " ends_on, sites, programmes, state, approved_by, approved_on, in_effect_on, held_because, drafted_by,"
            " created_at from amendments"
        )


async def test_sign_09_what_was_read_before_may_be_named_and_a_later_change_refuses(scene: Scene) -> None:
    paper = await scene.draft_umbrella()
    version = (await scene.read(paper))["version"]
    await scene.post(f"{paper.path}/submission", None, of="city")
    headers = {**scene.h.token("clerk", organisation=scene.who["city"]), "if-match": f'"{version}"'}
    body = {"party_id": scene.who["city"], "decision": "approve"}
    assert (await scene.h.client.post(f"{paper.path}/reviews", json=body, headers=headers)).status_code == 412


@pytest.mark.parametrize("kind", ["joint", "cooperation"])
async def test_sign_10_asked_for_changes_a_draft_is_reworded_within_the_rules(scene: Scene, kind: str) -> None:
    umbrella = await scene.draft_umbrella() if kind == "joint" else await scene.umbrella()
    paper = umbrella if kind == "joint" else await scene.draft_pks(umbrella)
    first = paper.parties[0]
    await scene.post(f"{paper.path}/submission", None, of=first)
    words: dict[str, object] = {
        "title": "Naskah Baru",
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2028-12-31",
        "notice_days": 45,
    }
    words |= {"annex": [{"what": "Las", "by_whom": "Dinas", "by_when": "Juni"}]} if kind == "joint" else {}
    words |= {"programmes": ["las"]} if kind == "cooperation" else {}
    put = partial(scene.h.put, paper.path)
    assert (await put(words, "clerk", organisation=scene.who[first], status=409))["slug"] == "wrong-state"
    asked = {"party_id": scene.who[first], "decision": "request_changes"}
    await scene.post(f"{paper.path}/reviews", asked, of=first)
    stranger = scene.who["prison" if kind == "joint" else "city"]
    assert (await put(words, "clerk", organisation=stranger, status=403))["slug"] == "forbidden"
    if kind == "cooperation":
        wide = words | {"scopes": ["marketing"], "programmes": []}
        refused = await put(wide, "clerk", organisation=scene.who[first], status=422)
        assert refused["slug"] == "scope-outside-umbrella"
    await put(words, "clerk", organisation=scene.who[first])
    seen = await scene.read(paper)
    assert {name: seen[name] for name in words} == words
    await scene.conclude(paper)
    assert await scene.state(paper) == "in_force"


async def _send(scene: Scene, paper: Paper, party: str, **changes: str) -> int:
    headers = scene.h.token("clerk", organisation=scene.who[party])
    body = scene.signature(party, paper.path) | changes
    return (await scene.h.client.post(f"{paper.path}/signatures", json=body, headers=headers)).status_code
