"""After the load: every request that succeeded is a fact, once; every fact is on its topic and was heard."""

from __future__ import annotations

from deploy.services import SERVICES
from deploy.topics import INTAKE, TOPICS
from tests.rehearsal.load import Load
from tests.support.world import World, header

_ASSIGNED = """
    select count(distinct data->>'verdict_number')::int from journal
    where type = 'community-service.sentence.assigned'
"""
_HEARD = """
    select count(*)::int from agreements.journal as fact where topic = 'masohi.agreements.v1'
        and not exists (select from {schema}.inbox where id = fact.event_id::text)
"""


async def lost_or_doubled(world: World, load: Load) -> list[str]:
    """What is wrong, in words; nothing where all is there."""
    await world.wait_for("community_service", _ASSIGNED, equals=len(load.verdicts), seconds=90)
    for schema in ("training", "community_service", "notifications"):
        await world.wait_for(schema, _HEARD.format(schema=schema), equals=0, seconds=90)
    wrong = []
    for what, schema, query, expected in (
        ("renamed", "agreements", "select count(*) from journal where type like '%organisation.updated'", load.renamed),
        ("registered", "training", "select count(*) from participants", load.registered),
        ("recipients", "notifications", "select count(*) from recipients", load.recipients),
    ):
        if (found := await world.value(schema, query)) != expected:
            wrong.append(f"{what}: {expected} answers, {found} in the database")
    letters = {service: await world.value(service, "select count(*) from dead_letters") for service in SERVICES}
    wrong += [f"{service}: {count} dead letters" for service, count in letters.items() if count]
    return [*wrong, *await _missing_on_topics(world)]


async def _missing_on_topics(world: World) -> list[str]:
    rows = {service: await _published(world, service) for service in SERVICES}
    for service in SERVICES:
        await world.outbox_empty(service)
    said = {topic: {header(m, "ce_id") for m in await world.messages(topic)} for topic in TOPICS if topic != INTAKE}
    lost = {service: [id_ for id_, topic in known if id_ not in said[topic]] for service, known in rows.items()}
    return [f"{service}: {len(ids)} messages are not on their topics" for service, ids in lost.items() if ids]


async def _published(world: World, service: str) -> list[tuple[str, str]]:
    """Id and topic of what the journal says was published."""
    async with world.database(service) as conn:
        rows = await conn.fetch(
            "select event_id::text as id, unnest(array[topic, internal_topic]) as topic from journal"
        )
    return [(row["id"], row["topic"]) for row in rows if row["topic"]]
