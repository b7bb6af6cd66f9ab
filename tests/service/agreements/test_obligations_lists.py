"""Lists of obligations by debtor, state and due date; and what each debtor owes."""

from __future__ import annotations

from typing import Any

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_obligations_by_debtor_state_and_due_date(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    pks = await scene.make_pks(client, umbrella, ends_on="2027-02-08")
    first, second = [
        await scene.agree_obligation(client, pks, due_on=due_on) for due_on in ("2026-04-30", "2026-05-31")
    ]
    theirs = await scene.agree_obligation(client, pks, owed_by="prison", due_on="2026-03-31")
    await client.report_progress(first, 12)
    await client.confirm_fulfilment(first)
    scene.move_to(client, "2026-06-15 08:00")
    await client.h.tick()
    agency = client.ids["agency"]
    queries: list[tuple[dict[str, Any], list[str]]] = [
        ({}, [theirs, first, second]),
        ({"owed_by": agency}, [first, second]),
        ({"owed_by": agency, "state": "overdue"}, [second]),
        ({"state": "fulfilled"}, [first]),
        ({"due_by": "2026-04-30"}, [theirs, first]),
        ({"due_from": "2026-04-30", "due_by": "2026-04-30"}, [first]),
        ({"agreement": pks.id, "state": "overdue"}, [theirs, second]),
        ({"agreement": umbrella.id}, []),
    ]
    for query, expected in queries:
        found = await client.list_obligations(**query)
        assert [each["id"] for each in found["items"]] == expected, query
    page = await client.list_obligations(limit=2)
    rest = await client.list_obligations(limit=2, after=page["next"])
    assert [each["id"] for each in rest["items"]] == [second]


async def test_what_each_debtor_owes(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    drafted = await scene.draft_pks(client, umbrella, ends_on="2027-02-08")
    await client.plan_obligation(drafted, by="prison")
    pks = await scene.make_pks(client, umbrella, ends_on="2027-02-08")
    for due_on in ("2026-04-30", "2026-05-31", "2026-08-31"):
        await scene.agree_obligation(client, pks, due_on=due_on)
    await scene.agree_obligation(client, pks, owed_by="prison", due_on="2026-05-31")
    done = await scene.agree_obligation(client, pks, owed_by="prison", due_on="2026-05-31")
    await client.report_progress(done, 12, by="prison")
    await client.confirm_fulfilment(done, by="agency")
    scene.move_to(client, "2026-05-15 08:00")
    await client.h.tick()
    found = (await client.list_debtors(due_by="2026-06-30"))["items"]
    assert [(d["code"], d["due"], d["overdue"], d["next_due_on"]) for d in found] == [
        ("dinkop", 1, 1, "2026-05-31"),
        ("lapas", 1, 0, "2026-05-31"),
    ], "what a draft plans is not owed yet, and what is fulfilled no longer"
    prisons = await client.list_debtors(due_by="2026-06-30", kind="prison")
    assert [d["code"] for d in prisons["items"]] == ["lapas"]
    rest = await client.list_debtors(due_by="2026-06-30", limit=1, after="dinkop")
    assert [d["id"] for d in rest["items"]] == [client.ids["prison"]]
    assert [d["due"] for d in (await client.list_debtors())["items"]] == [0, 0]
