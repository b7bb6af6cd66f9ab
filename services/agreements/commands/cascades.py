"""Saves an agreement together with the PKS below it that follow its change."""

from __future__ import annotations

from datetime import datetime

from services.agreements.commands.schedules import schedule
from services.agreements.domain import addenda
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.cascades import Cascade, nothing
from services.agreements.domain.results import Result
from services.agreements.store.addenda import load_open_addenda, save_addendum
from services.agreements.store.agreements import load_below, save_agreement
from shared.journal import journal
from shared.postgres.pool import Connection


async def save_with_below(
    conn: Connection, result: Result[Agreement], actor: str, now: datetime, below: Cascade | None = None
) -> None:
    """Saves the agreement, then the PKS that follow it, and appends all their facts.

    `below` is given when the agreement's state changes: then the next step of every PKS below is computed anew. Open
    addenda of an agreement that has ended lapse."""
    cascade = below or nothing()
    changed = [result.after, *cascade.after]
    for agreement in changed:
        await save_agreement(conn, agreement)
    ended = [agreement.id for agreement in changed if agreement.state in {"expired", "terminated"}]
    lapsed = [addenda.lapse(each) for each in await load_open_addenda(conn, ended)] if ended else []
    for each in lapsed:
        await save_addendum(conn, each.after)
    await schedule(conn, result.after, now)
    for pks in [] if below is None else await load_below(conn, result.after.id):
        await schedule(conn, pks, now)
    facts = [*result.facts, *cascade.facts, *(fact for each in lapsed for fact in each.facts)]
    await journal.append(conn, facts, actor=actor, now=now)
