"""The tree of an umbrella: its PKS with their obligations."""

from __future__ import annotations

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_the_tree_of_an_umbrella(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    draft = await scene.draft_pks(client, umbrella, ends_on="2026-12-31")
    await client.plan_obligation(draft)
    pks = await scene.make_pks(client, umbrella, ends_on="2027-02-08")
    done = await scene.agree_obligation(client, pks)
    await client.report_progress(done, 12)
    await client.confirm_fulfilment(done)
    await scene.agree_obligation(client, pks)
    await client.plan_obligation(pks, by="prison")
    found = await client.read_tree(umbrella)
    assert (found["id"], found["states"]) == (umbrella.id, {"draft": 1, "in_force": 1})
    assert [(b["id"], b["state"], b["obligations"]) for b in found["below"]["items"]] == [
        (draft.id, "draft", {"planned": 1}),
        (pks.id, "in_force", {"fulfilled": 1, "open": 1, "proposed": 1}),
    ]
    one = await client.read_tree(umbrella, limit=1)
    two = await client.read_tree(umbrella, limit=1, after=one["below"]["next"])
    assert [b["id"] for page in (one, two) for b in page["below"]["items"]] == [draft.id, pks.id]
    only = await client.read_tree(umbrella, state="in_force")
    assert [b["id"] for b in only["below"]["items"]] == [pks.id]
    await client.read_tree(pks, status=404)
