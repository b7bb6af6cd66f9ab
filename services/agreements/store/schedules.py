"""When the scheduler looks at an agreement next. The day is computed by the domain and stored with the agreement.

`infinity`: time brings nothing more. `-infinity`: the day is not computed yet, and comes before all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.agreements import Agreement
from services.agreements.domain.schedules import Circumstances, Step
from services.agreements.store.addenda import load_signed_addendum
from services.agreements.store.expiry_notices import expiry_notices_given
from shared.postgres.pool import Connection

NEVER = date.max  # `infinity` in the database


async def load_circumstances(conn: Connection, a: Agreement) -> Circumstances:
    """What decides about the next step beside the agreement itself."""
    return Circumstances(
        umbrella=await conn.fetchval("select state from agreements where id = $1", a.joint_agreement_id),
        addendum=await load_signed_addendum(conn, a.id),
        notices_given=await expiry_notices_given(conn, a.id, a.period.ends_on),
    )


async def save_next_step(conn: Connection, agreement_id: UUID, step: Step | None) -> None:
    await conn.execute(
        "update agreements set next_step_on = $2, next_step_rank = $3 where id = $1",
        *(agreement_id, step.due_on if step else NEVER, step.rank if step else 0),
    )


async def is_stored(conn: Connection, agreement_id: UUID, step: Step) -> bool:
    """The agreement has been claimed by the day and the rank of this step."""
    return bool(
        await conn.fetchval(
            "select next_step_on = $2 and next_step_rank = $3 from agreements where id = $1",
            *(agreement_id, step.due_on, step.rank),
        )
    )


DUE = "next_step_on <= $2 order by next_step_on, kind desc, next_step_rank, id"
"""The earliest day first. On one day an umbrella comes before its PKS, then the order of the steps."""


async def claim(conn: Connection, today: date, skipped: Sequence[UUID]) -> UUID | None:
    """The agreement whose day has come and is the earliest, locked. Those of other replicas and `skipped` are left."""
    found: UUID | None = await conn.fetchval(
        f"select id from agreements where id <> all($1) and {DUE} limit 1 for update skip locked",
        *(list(skipped), today),
    )
    return found


async def last_fact(conn: Connection, id_: UUID) -> datetime:
    """The time of the last fact about an agreement or accreditation; no later fact is dated before it.

    To be read after the row is locked, by a statement of its own."""
    moment: datetime = await conn.fetchval("select max(occurred_at) from journal where key = $1::text", str(id_))
    return moment


async def activated_at(conn: Connection, pks_id: UUID) -> datetime:
    """When the PKS came into force."""
    moment: datetime = await conn.fetchval(
        "select max(occurred_at) from journal where key = $1::text"
        " and type = 'agreements.cooperation-agreement.activated'",
        str(pks_id),
    )
    return moment


async def in_force_since(conn: Connection, umbrella_id: UUID) -> datetime:
    """When the umbrella was last activated or resumed."""
    moment: datetime = await conn.fetchval(
        "select max(occurred_at) from journal where key = $1::text"
        " and type in ('agreements.joint-agreement.activated', 'agreements.joint-agreement.resumed')",
        str(umbrella_id),
    )
    return moment
