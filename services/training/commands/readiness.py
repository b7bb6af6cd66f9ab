"""Use cases of readiness for release: confirm an item, withdraw it, see who is released soon and what is missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.domain import readiness
from services.training.domain.participants import Participant
from services.training.domain.readiness import Confirmation
from services.training.queries import readiness as queries
from services.training.rules import RULES
from services.training.store import neighbours as neighbour_store
from services.training.store import participants as participant_store
from services.training.store import readiness as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy import reads
from shared.texts import no_nik, no_nul

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    AfterValidator(no_nul),
    AfterValidator(no_nik),
]

_NEW_STAY = "masa penempatan baru / a new stay"


class Confirm(BaseModel):
    """`evidence`: the document or the promise on which it rests, by its number or office; no national id."""

    evidence: Text


class WithdrawConfirmation(BaseModel):
    reason: Text


async def confirm(
    conn: Connection, participant_id: UUID, item: str, cmd: Confirm, actor: Actor, now: datetime
) -> queries.ReadinessStanding:
    """Raises ItemUnknown, ConfirmedBySystem, ItemConfirmed, NotFound, Forbidden, ParticipantErased."""
    participant = await _load(conn, participant_id, actor)
    new = Confirmation(new_id(), participant_id, item, cmd.evidence, actor.subject)
    rules = RULES.on(local_day(now)).readiness
    happened = readiness.confirm(rules, await store.held(conn, participant_id), new)
    if happened:
        await store.add(conn, new, now)
        happened += await reach(conn, participant, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.standing(conn, participant_id, rules)


async def withdraw(
    conn: Connection, participant_id: UUID, item: str, cmd: WithdrawConfirmation, actor: Actor, now: datetime
) -> queries.ReadinessStanding:
    """Raises ItemUnknown, ConfirmedBySystem, ItemNotConfirmed, NotFound, Forbidden, ParticipantErased."""
    await _load(conn, participant_id, actor)
    rules = RULES.on(local_day(now)).readiness
    gone, happened = readiness.withdraw(rules, await store.held(conn, participant_id), item)
    await store.withdraw(conn, gone, cmd.reason, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.standing(conn, participant_id, rules)


async def reach(conn: Connection, participant: Participant, now: datetime) -> list[Event]:
    """The fact that nothing is missing any more, the first time. The caller has locked the participant."""
    today = local_day(now)
    rules = RULES.on(today)
    if readiness.missing(rules.readiness, await store.confirmed(conn, participant.id)):
        return []
    if not await store.reach(conn, participant.id, now):
        return []
    kind = await neighbour_store.organisation_kind(conn, participant.institution_id)
    return [readiness.reached(participant, rules, child_institution=kind == "child_institution", today=today)]


async def begin_anew(conn: Connection, participant: Participant, on: date, actor: Actor, now: datetime) -> list[Event]:
    """A step of a return: a new stay has its own checklist, and may be told ready once more."""
    del on
    gone = list((await store.held(conn, participant.id)).values())
    for confirmation in gone:
        await store.withdraw(conn, confirmation, _NEW_STAY, actor.subject, now)
    await store.forget(conn, participant.id)
    return [readiness.withdrawn(each) for each in gone]


async def _load(conn: Connection, participant_id: UUID, actor: Actor) -> Participant:
    participant = await participant_store.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    return participant


async def read_checklist(
    conn: Connection, participant_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.ReadinessView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    view = await queries.checklist_for(conn, actor, participant_id, local_day(now))
    await reads.log(conn, [await queries.person_of(conn, participant_id)], actor, purpose, now)
    return view


async def list_releases(
    conn: Connection,
    institution: UUID | None,
    within_days: int | None,
    after: tuple[date, UUID] | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The same for a page: a read of each person on it."""
    found, persons = await queries.releases_for(conn, actor, institution, within_days, local_day(now), after, limit)
    await reads.log(conn, persons, actor, purpose, now)
    return found
