"""What every act on a case shares: whose case it is, and saving what the act has changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.community_service.domain import participants
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.participants import office_codes
from services.community_service.store import cases as store
from services.community_service.store.cases_changes import save_changes
from shared.edge.access import Actor
from shared.errors import ConcurrentChange
from shared.journal import journal
from shared.postgres.pool import Connection


async def save(conn: Connection, before: Case, progress: Progress, actor: Actor, now: datetime) -> int | None:
    """Saves a case after an act: the sentence, the session at hand, the days, the ledger, new alarms and cancelled
    sessions, and the act's events in the journal. Nothing else writes them.

    Returns the version of the act's own fact, the first one, in the stream of the case; None where nothing happened.

    Raises ConcurrentChange where another case has raised one of the alarms meanwhile: the act is done again then.
    """
    if not await save_changes(conn, before, progress.case, actor.subject, now):
        raise ConcurrentChange
    if not progress.events:
        return None
    last = await journal.append(conn, progress.events, actor=actor.subject, now=now)
    return last - sum(event.key == progress.events[0].key for event in progress.events) + 1


def need_own_case(case: Case, actor: Actor, *, everywhere: Collection[str] = ()) -> None:
    """Refuses unless the caller's organisation is the office of the case that the caller's role stands for.

    Whoever holds a role in `everywhere` acts on every case. Raises Forbidden.
    """
    if not actor.roles & set(everywhere):
        codes = office_codes(actor.roles, case.sentence)
        actor.require_organisation(*(organisation for code, organisation in case.offices if code in codes))


async def need_office(
    conn: Connection, actor: Actor, case: participants.Case, *, everywhere: Collection[str] = ()
) -> None:
    """The same where only the sentence or the verdict is known. Raises Forbidden."""
    if not actor.roles & set(everywhere):
        actor.require_organisation(*await offices_of(conn, actor, case))


async def offices_of(conn: Connection, actor: Actor, case: participants.Case) -> set[UUID]:
    """The offices of the case that the caller's roles stand for, as far as the register has told us of them."""
    return await store.organisation_ids(conn, *office_codes(actor.roles, case))
