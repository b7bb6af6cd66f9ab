"""Batches of plans that somebody asked for, and what became of each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.community_service.domain.plans.saved import Result, State
from services.community_service.store.constraints import refusing
from services.community_service.store.plans_format import read_result
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Batch:
    id: UUID
    asked_by: str
    site_ids: frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The plan that a case got in its batch."""

    plan_id: UUID
    state: State
    result: Result


@dataclass(frozen=True, slots=True)
class Item:
    """`answered` and `refusal` are None as long as it is not its turn."""

    sentence_id: UUID
    answered: Answered | None
    refusal: str | None


async def add_batch(conn: Connection, batch: Batch, sentence_ids: Sequence[UUID], now: datetime) -> None:
    """Raises CasesBeingPlanned."""
    await conn.execute(
        "insert into plan_batches (id, asked_by, asked_at, site_ids) values ($1, $2, $3, $4)",
        *(batch.id, batch.asked_by, now, sorted(batch.site_ids) if batch.site_ids else None),
    )
    async with refusing():
        await conn.execute(
            "insert into plan_batch_items (batch_id, sentence_id, place)"
            " select $1, id, place - 1 from unnest($2::uuid[]) with ordinality as t (id, place)",
            *(batch.id, list(sentence_ids)),
        )


async def begin_batch(conn: Connection, now: datetime) -> Batch | None:
    """The oldest one that is not finished, also one that lost its process. None where there is none."""
    row = await conn.fetchrow(
        "update plan_batches set state = 'running', started_at = coalesce(started_at, $1) where id ="
        " (select id from plan_batches where state <> 'finished' order by id limit 1) returning id, asked_by, site_ids",
        now,
    )
    if row is None:
        return None
    return Batch(row["id"], row["asked_by"], frozenset(row["site_ids"]) if row["site_ids"] else None)


async def load_items(conn: Connection, batch_id: UUID) -> list[Item]:
    rows = await conn.fetch(
        "select i.sentence_id, i.refusal, i.plan_id, p.state, p.answer::text as answer"
        " from plan_batch_items as i left join plans as p on p.id = i.plan_id where i.batch_id = $1 order by i.place",
        batch_id,
    )
    return [
        Item(
            row["sentence_id"],
            Answered(row["plan_id"], row["state"], read_result(row["answer"])) if row["plan_id"] else None,
            row["refusal"],
        )
        for row in rows
    ]


async def answer_item(
    conn: Connection, batch_id: UUID, sentence_id: UUID, plan_id: UUID | None, refusal: str | None
) -> bool:
    """Once: whoever comes second changes nothing, and is told so."""
    done = await conn.execute(
        "update plan_batch_items set plan_id = $3, refusal = $4"
        " where batch_id = $1 and sentence_id = $2 and plan_id is null and refusal is null",
        *(batch_id, sentence_id, plan_id, refusal),
    )
    return bool(done == "UPDATE 1")


async def replace_plans(conn: Connection, batch_id: UUID, plans: Mapping[UUID, tuple[UUID, UUID]]) -> bool:
    """By case the plan that goes and the one that comes in its place. False where one that goes was confirmed."""
    for sentence_id, (_, new) in plans.items():
        await conn.execute(
            "update plan_batch_items set plan_id = $3 where batch_id = $1 and sentence_id = $2",
            *(batch_id, sentence_id, new),
        )
    gone = await conn.execute(
        "delete from plans where id = any($1) and state <> 'confirmed'", [old for old, _ in plans.values()]
    )
    return bool(gone == f"DELETE {len(plans)}")


async def finish_batch(conn: Connection, batch_id: UUID, now: datetime) -> None:
    await conn.execute("update plan_batches set state = 'finished', ended_at = $2 where id = $1", batch_id, now)
