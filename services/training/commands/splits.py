"""Use case of the institution: a rule by which the profit of what is sold is split from a day on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.training.commands.fields import Day, Number
from services.training.domain import splits
from services.training.domain.ledger import Account
from services.training.domain.splits import SplitRule
from services.training.events import Part
from services.training.queries import splits as queries
from services.training.store import ledger as ledger_store
from services.training.store import splits as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

Permille = Annotated[int, Field(ge=0, le=1000)]


class AddSplitRule(BaseModel):
    """Parts are permille of the profit and total 1000. `remainder_to` gets what rounding leaves over."""

    valid_from: Day
    decree_number: Number
    decree_date: Day
    permille: Annotated[dict[Part, Permille], Field(min_length=1)]
    remainder_to: Part


async def add_split_rule(
    conn: Connection, institution_id: UUID, cmd: AddSplitRule, actor: Actor, now: datetime
) -> queries.SplitRuleView:
    """The lock on the capital keeps a sale and a new rule apart.

    Raises PartsNotWhole, MakersGetNothing, RemainderToNobody, SplitRuleTooLate, SplitRuleBackdated, SplitRuleExists,
    Forbidden."""
    actor.require_organisation(institution_id)
    await ledger_store.lock(conn, [Account(institution_id, "capital")], now)
    parts = {part: share for part, share in cmd.permille.items() if share}
    rule = SplitRule(
        new_id(), institution_id, cmd.valid_from, cmd.decree_number, cmd.decree_date, parts, cmd.remainder_to
    )
    first = not await store.has_rule(conn, institution_id)
    added = splits.add(rule, await store.last_sale(conn, institution_id), local_day(now), first=first)
    await store.add(conn, rule, actor.subject, now)
    await journal.append(conn, added, actor=actor.subject, now=now)
    return await queries.split_rule(conn, rule.id)
