"""Who reads the topic from its beginning knows of every agreement what the register knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope
from tests.conftest import RunService
from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient
from tests.service.community_service.scene import SERVICE as COMMUNITY
from tests.service.training.scene import SERVICE as TRAINING
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness


@pytest.fixture
async def joiners(harness: RunService) -> AsyncIterator[dict[str, Harness]]:
    """Two services that have received nothing yet, with the table in which each stores its PKS."""
    async with harness(TRAINING) as training, harness(COMMUNITY) as community:
        yield {"cooperation_agreements": training, "agreements": community}


async def _long_life(client: AgreementsClient) -> list[Agreement]:
    """Three PKS under one umbrella, through everything that can happen to them in three years."""
    umbrella = await scene.make_umbrella(client, notice_days=60)
    first = await scene.make_pks(client, umbrella, programmes=["las"])
    second = await scene.make_pks(client, umbrella, title="PKS Dua", ends_on="2026-12-31")
    third = await scene.make_pks(
        client, umbrella, title="PKS Tiga", scopes=["community_service"], sites=["Taman Pattimura"]
    )
    scene.move_to(client, "2026-03-01 09:00")
    await client.suspend(umbrella)
    await client.suspend(third)
    await client.resume(umbrella, from_on="2026-03-05")
    scene.move_to(client, "2026-04-01 09:00")
    await scene.settle(client)
    await scene.amend(client, first, ends_on="2030-02-08", programmes=["las", "menjahit"], effective_on="2026-05-01")
    scene.move_to(client, "2027-01-15")
    await scene.settle(client)
    await scene.amend(client, umbrella, scopes=["training", "community_service"])
    await client.give_termination_notice(first, notice_days=100)
    await scene.settle(client)
    return [first, second, third]


def _records(rows: list[Any]) -> list[Record]:
    """The journal's published facts as they are on the shared topic."""
    records = []
    for offset, row in enumerate(rows):
        envelope = Envelope(
            id=str(row["event_id"]),
            source="/agreements",
            type=row["type"],
            time=row["occurred_at"],
            data=b"",
            subject=row["key"],
            sequence=f"{row['version']:010d}",
        )
        value, key = row["data"].encode(), row["key"].encode()
        records.append(Record("masohi.agreements.v1", 0, offset, key, value, kafka_headers(envelope)))
    return records


async def test_late_01_the_read_models_of_the_others_are_rebuilt_from_the_topic(
    client: AgreementsClient, joiners: dict[str, Harness]
) -> None:
    agreements = await _long_life(client)
    fact = await client.h.pool.fetch(
        "select event_id, type, key, version, data::text, occurred_at from journal where topic is not null"
        " order by position"
    )
    wanted = [await client.read(agreement) for agreement in agreements]
    assert [w["state"] for w in wanted] == ["in_force", "expired", "suspended"], "a life with something in it"
    for table, joiner in joiners.items():
        await joiner.deliver(_records(fact))
        assert await joiner.pool.fetchval("select count(*) from dead_letters") == 0
        key = "id" if table == "cooperation_agreements" else "agreement_id"
        for agreement in wanted:
            row = await joiner.pool.fetchrow(f"select * from {table} where {key} = $1", agreement["id"])
            assert row is not None
            assert (row["state"], sorted(row["scopes"])) == (agreement["state"], agreement["scopes"])
            assert (str(row["starts_on"]), str(row["ends_on"])) == (agreement["starts_on"], agreement["ends_on"])
            assert str(row["last_day"]) == agreement["last_day"]
            assert [str(row["agency_id"]), str(row["institution_id"])] == [client.ids["agency"], client.ids["prison"]]


async def test_late_02_the_last_fact_of_each_agreement_is_its_whole_state(client: AgreementsClient) -> None:
    agreements = await _long_life(client)
    rows = await client.h.pool.fetch(
        "select distinct on (key) key, data::text from journal where topic is not null order by key, position desc"
    )
    last = {row["key"]: orjson.loads(row["data"]) for row in rows}
    for agreement in agreements:
        known = await client.read(agreement)
        for name in (
            *("state", "scopes", "starts_on", "sites", "programmes", "revision", "terminates_on"),
            *("suspended_by_umbrella", "joint_agreement_id", "agency_id", "institution_id"),
        ):
            assert last[agreement.id][name] == known[name], name
        ends = last[agreement.id]["ends_on"], last[agreement.id]["period_ends_on"]
        assert ends == (known["last_day"], known["ends_on"])
