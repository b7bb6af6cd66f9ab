"""What was there before, what is there after, what was lost and what is double."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from deploy.drill.load import Load
from deploy.local.stack import Stack
from deploy.postgres.bootstrap import OWNER
from deploy.services import SERVICES
from deploy.topics import PROSECUTOR
from deploy.verify import verify_schema
from shared.postgres.pool import Connection
from shared.seal_key import SealKey, trust

Events = Sequence[dict[str, Any]]


@dataclass
class Books:
    """The four journals at one moment. `read` are those on the outsider's topics, `stated` those said to be lost."""

    facts: set[UUID] = field(default_factory=set)
    read: set[UUID] = field(default_factory=set)
    stated: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one drill. `flaws`: what must not be."""

    rpo_s: float
    rto_s: float
    before: int
    after: int
    lost: int
    stated: int
    doubled: int
    answered: int
    verdicts: int
    flaws: Sequence[str]

    @property
    def lines(self) -> list[str]:
        return [
            f"RPO {self.rpo_s:.1f} s, RTO {self.rto_s:.1f} s",
            f"commands that were answered: {self.answered}; verdicts that were sent: {self.verdicts}",
            f"facts before: {self.before}, after: {self.after}",
            f"lost: {self.lost} facts, {self.stated} of them stated; doubled: {self.doubled}",
            *(f"WRONG: {flaw}" for flaw in self.flaws),
        ]


async def books(stack: Stack) -> Books:
    found = Books()
    for schema in SERVICES:
        async with _connected(stack, schema) as conn:
            rows = await conn.fetch("select event_id, topic from journal")
            lost = await conn.fetch("select event_id from lost_facts")
        found.facts |= {row["event_id"] for row in rows}
        found.read |= {row["event_id"] for row in rows if row["topic"] in PROSECUTOR}
        found.stated |= {row["event_id"] for row in lost}
    return found


async def sentences(stack: Stack, load: Load) -> Counter[str]:
    """How many sentences each verdict that was sent has become."""
    async with _connected(stack, "community_service") as conn:
        made = Counter(row[0] for row in await conn.fetch("select verdict_number from sentences"))
    return Counter({number: made[number] for number in load.sent})


async def waiting(stack: Stack) -> int:
    """Facts that are not published yet."""
    count = 0
    for schema in SERVICES:
        async with _connected(stack, schema) as conn:
            count += await conn.fetchval("select count(*) from outbox")
    return count


@dataclass(frozen=True, slots=True)
class Course:
    """How a drill went. `lost`: what topics had and the restored database did not; `lag`: that was meant to be."""

    at: datetime
    rto_s: float
    before: Books
    lost: Collection[UUID]
    lag: bool


async def account(stack: Stack, load: Load, course: Course, events: Events) -> Result:
    before, lost, lag = course.before, course.lost, course.lag
    after = await books(stack)
    gone = await _answered_and_gone(stack, load)
    missing = (before.facts | set(lost)) - after.facts
    flaws = [
        *_flaws_of_the_loss(lost, missing, after, events, gone, lag=lag),
        *_flaws_of_sentences(await sentences(stack, load)),
        *_flaws_of_reading(after, events),
        *[flaw async for flaw in _flaws_of_journals(stack, lag=lag)],
    ]
    return Result(
        rpo_s=(course.at - min(gone)).total_seconds() if gone else 0.0,
        rto_s=course.rto_s,
        before=len(before.facts | set(lost)),
        after=len(after.facts),
        lost=len(missing),
        stated=len(missing & after.stated),
        doubled=doubled(events),
        answered=len(load.registered),
        verdicts=len(load.sent),
        flaws=flaws,
    )


def _flaws_of_the_loss(
    lost: Collection[UUID], missing: set[UUID], after: Books, events: Events, gone: Sequence[datetime], *, lag: bool
) -> Iterator[str]:
    if not lag and (missing or gone):
        yield f"{len(missing)} facts and {len(gone)} answered commands are lost"
    if lag and not lost:
        yield "nothing was lost: the drill has shown nothing"
    if unstated := set(lost) - after.stated:
        yield f"{len(unstated)} lost facts are not stated"
    if untold := {UUID(event["id"]) for event in events} & set(lost) - told_as_lost(events):
        yield f"of {len(untold)} lost facts subscribers were not told"


def _flaws_of_sentences(made: Counter[str]) -> Iterator[str]:
    if unheard := [number for number, count in made.items() if not count]:
        yield f"{len(unheard)} verdicts are no sentence"
    if twice := [number for number, count in made.items() if count > 1]:
        yield f"{len(twice)} verdicts are several sentences"


def _flaws_of_reading(after: Books, events: Events) -> Iterator[str]:
    if numbers := doubled(events):
        yield f"{numbers} numbers on topics stand for two facts"
    read = {UUID(event["id"]) for event in events}
    if unread := after.read - read:
        yield f"the outsider never read {len(unread)} facts"
    if unknown := read - after.facts - after.stated:
        yield f"the outsider read {len(unknown)} facts that no journal has and nobody stated"


async def _flaws_of_journals(stack: Stack, *, lag: bool) -> AsyncIterator[str]:
    keys = trust([SealKey.of(stack.passwords["seal_key"]).public])
    for schema in SERVICES:
        found = await verify_schema(stack.dsn(OWNER), schema, keys)
        if not found.fits:
            yield f"the journal of {schema} does not fit"
        if found.losses and not lag:
            yield f"the journal of {schema} states a loss"


def doubled(events: Events) -> int:
    """Numbers of a key on a topic that two facts have."""
    used: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for event in events:
        used[event["topic"], event["subject"], event["sequence"]].add(event["id"])
    return sum(len(ids) - 1 for ids in used.values())


def told_as_lost(events: Events) -> set[UUID]:
    """What the published notices say."""
    notices = [event["data"] for event in events if event["type"].endswith(".journal.restored")]
    return {UUID(id_) for notice in notices for id_ in notice["event_ids"]}


async def _answered_and_gone(stack: Stack, load: Load) -> list[datetime]:
    """When those offices were registered that the register does not have."""
    async with _connected(stack, "agreements") as conn:
        known = {row["id"] for row in await conn.fetch("select id from organisations")}
    return [at for id_, at in load.registered.items() if id_ not in known]


@asynccontextmanager
async def _connected(stack: Stack, schema: str) -> AsyncIterator[Connection]:
    conn = await asyncpg.connect(stack.dsn(OWNER), server_settings={"search_path": schema})
    try:
        yield conn
    finally:
        await conn.close()
