"""The rules by which institutions split profits."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.training.domain.splits import PARTS, SplitRule
from services.training.errors.splits import NoSplitRule
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection


async def add(conn: Connection, r: SplitRule, by: str, now: datetime) -> None:
    """Raises SplitRuleExists."""
    async with refusing():
        await conn.execute(
            f"insert into split_rules (id, institution_id, valid_from, decree_number, decree_date, {', '.join(PARTS)},"
            " remainder_to, added_by, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            *(r.id, r.institution_id, r.valid_from, r.decree_number, r.decree_date),
            *(r.permille.get(part, 0) for part in PARTS),
            *(r.remainder_to, by, now),
        )


async def last_sale(conn: Connection, institution_id: UUID) -> date | None:
    """The last day of which a sale is booked. The caller has locked the institution's capital."""
    found: date | None = await conn.fetchval(
        "select max(occurred_on) from ledger_entries where institution_id = $1 and kind = 'sale'", institution_id
    )
    return found


async def has_rule(conn: Connection, institution_id: UUID) -> bool:
    found: bool = await conn.fetchval(
        "select exists (select from split_rules where institution_id = $1)", institution_id
    )
    return found


async def valid_on(conn: Connection, institution_id: UUID, day: date) -> SplitRule:
    """The rule of a day. The caller has locked the institution's capital. Raises NoSplitRule."""
    row = await conn.fetchrow(
        "select * from split_rules where institution_id = $1 and valid_from <= $2 order by valid_from desc limit 1",
        *(institution_id, day),
    )
    if row is None:
        raise NoSplitRule(on=day)
    return SplitRule(
        id=row["id"],
        institution_id=row["institution_id"],
        valid_from=row["valid_from"],
        decree_number=row["decree_number"],
        decree_date=row["decree_date"],
        permille={part: row[part] for part in PARTS if row[part]},
        remainder_to=row["remainder_to"],
    )
