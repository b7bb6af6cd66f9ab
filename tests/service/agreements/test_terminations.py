"""TERMINATE: notice of termination, its length and the last day that follows from it."""

from __future__ import annotations

import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_terminate_01_the_last_day_follows_from_the_notice_and_until_then_it_is_in_force(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client, notice_days=60)
    scene.move_to(client, "2026-03-01 23:30")
    given = await client.give_termination_notice(umbrella)
    assert (given["state"], given["terminates_on"]) == ("in_force", "2026-04-30")
    ((kind, _, fact),) = await scene.facts(client, "notice-given")
    assert (kind, fact["given_on"], fact["notice_days"], fact["terminates_on"]) == (
        "joint",
        "2026-03-01",
        60,
        "2026-04-30",
    )
    scene.move_to(client, "2026-04-30 23:59")
    assert await client.h.tick() == 0
    scene.move_to(client, "2026-05-01")
    await scene.settle(client)
    assert await scene.state_of(client, umbrella) == "terminated"
    ((_, _, fact),) = await scene.facts(client, "terminated")
    assert (fact["state"], fact["due_on"], fact["late"]) == ("terminated", "2026-05-01", False)
    assert await scene.dates_of(client, "agreement.terminated") == ["2026-05-01 00:00"]


async def test_terminate_02_its_reason_stands_in_the_register_and_in_no_fact(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await client.give_termination_notice(umbrella, reason="Karena Saudara A pindah", notice_days=90)
    termination = await client.read_termination(umbrella)
    assert (termination["reason"], termination["party_id"], termination["terminates_on"]) == (
        "Karena Saudara A pindah",
        client.ids["city"],
        "2026-05-10",
    )
    assert "Saudara" not in str(await client.h.facts())


@pytest.mark.parametrize(
    ("agreed", "stated", "status", "slug"),
    [
        (60, 59, 422, "notice-too-short"),
        (60, 60, 200, None),
        (60, None, 200, None),
        (0, 0, 200, None),
        (30, 363, 200, None),
        (30, 364, 422, "notice-too-late"),
    ],
)
async def test_terminate_03_never_shorter_than_agreed_nor_past_the_end(
    client: AgreementsClient, agreed: int, stated: int | None, status: int, slug: str | None
) -> None:
    umbrella = await scene.make_umbrella(client, notice_days=agreed, ends_on="2027-02-08")
    answer = await client.give_termination_notice(umbrella, notice_days=stated, status=status)
    assert answer.get("slug") == slug


async def test_terminate_04_notice_is_given_once_and_by_a_party(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    refused = await client.give_termination_notice(umbrella, by="agency", status=403)
    assert refused["slug"] == "not-a-party"
    await client.give_termination_notice(umbrella)
    again = await client.give_termination_notice(umbrella, status=409)
    assert (again["slug"], "2026-03-11" in again["detail"]) == ("notice-already-given", True)


async def test_terminate_05_a_new_pks_may_not_reach_beyond_the_notice_of_its_umbrella(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await client.give_termination_notice(umbrella, notice_days=90)
    assert (await client.draft_cooperation_agreement(umbrella, status=422))["slug"] == "period-outside-umbrella"
    assert await scene.draft_pks(client, umbrella, ends_on="2026-05-10")


async def test_terminate_06_under_notice_no_expiry_is_announced(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client, ends_on="2026-06-30")
    await client.give_termination_notice(umbrella, notice_days=120)
    scene.move_to(client, "2026-07-05")
    await scene.settle(client)
    assert await scene.verbs(client, "expiring", "terminated", "expired") == [("joint", "terminated")]


@pytest.mark.parametrize("of", ["pks", "umbrella"])
async def test_terminate_07_from_the_day_of_the_notice_every_list_has_its_last_day(
    client: AgreementsClient, of: str
) -> None:
    umbrella = await scene.make_umbrella(client, ends_on="2031-02-08")
    late, early = [await scene.make_pks(client, umbrella, ends_on=day) for day in ("2027-02-08", "2026-12-31")]
    draft = await scene.draft_pks(client, umbrella, ends_on="2026-11-30")
    noticed = late if of == "pks" else umbrella
    await client.give_termination_notice(noticed, by="agency" if of == "pks" else "city", notice_days=30)
    found = await client.list_agreements(ending_within_days=30)
    last = {late.id: "2026-03-11"} | ({early.id: "2026-03-11"} if of == "umbrella" else {})
    assert {each["id"]: each["last_day"] for each in found["items"]} == last
    everything = {late.id: "2026-03-11", early.id: "2026-12-31", draft.id: "2026-11-30"} | last
    if of == "umbrella":
        everything = dict.fromkeys(everything, "2026-03-11")
        assert [
            each["id"] for each in (await client.list_agreements(kind="joint", ending_within_days=30))["items"]
        ] == [umbrella.id]
    tree = await client.read_tree(umbrella)
    assert {each["id"]: each["last_day"] for each in tree["below"]["items"]} == everything
    assert tree["last_day"] == ("2026-03-11" if of == "umbrella" else "2031-02-08")
    _, (head, *lines) = await client.export("agreements")
    assert {line[0]: line[head.index("last_day")] for line in lines} == everything
    in_order = [each["id"] for each in (await client.list_agreements())["items"]]
    assert in_order == [line[0] for line in lines] == sorted(everything, key=lambda id_: (everything[id_], id_))
    pages = await client.list_agreements(limit=1)
    assert (await client.list_agreements(limit=2, after=pages["next"]))["items"] == [
        each for each in (await client.list_agreements())["items"] if each["id"] in in_order[1:3]
    ]
