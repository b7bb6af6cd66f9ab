"""Use cases: a NIK that comes later, and a register number that was wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.training.commands import readiness
from services.training.commands.departures import hold, withdraw_some
from services.training.commands.ledger_homes import join_accounts
from services.training.commands.participants import RegisterNumber
from services.training.domain import identities, participants, plans
from services.training.domain.children import is_child
from services.training.domain.identities import Join
from services.training.domain.participants import Participant
from services.training.errors import identities as errors
from services.training.events import PersonsJoined, RegisterNumberCorrected
from services.training.queries import participants as queries
from services.training.rules import RULES
from services.training.store import enrolments as enrolment_store
from services.training.store import identities as store
from services.training.store import participants as participant_store
from services.training.store import plans as plan_store
from services.training.store import programmes as programme_store
from services.training.store import readiness as readiness_store
from services.training.store import stays as stay_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import ConcurrentChange, refuse_all
from shared.ids import person_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from shared.privacy.requests import Document
from shared.texts import no_nik, no_nul


async def joining_accounts(conn: Connection, join: Join, actor: Actor, now: datetime) -> list[Event]:
    """What the second entry of the person owns is the first one's."""
    return await join_accounts(conn, join.stays, join.gone, actor, now) if join.gone else []


async def joining_readiness(conn: Connection, join: Join, actor: Actor, now: datetime) -> list[Event]:
    """What was confirmed of the second entry is confirmed of the first one. Then nothing may be missing any more."""
    del actor
    if join.gone:
        await readiness_store.fold(conn, join.gone.id, join.stays.id)
    return await readiness.reach(conn, join.stays, now) if join.stays.state == "held" else []


JoinStep = Callable[[Connection, Join, Actor, datetime], Awaitable[list[Event]]]
JOIN_STEPS: tuple[JoinStep, ...] = (joining_accounts, joining_readiness)
"""What else goes over when two records of a person become one, in that transaction: what has an account of its own for
each person or entry. The locks are those of a departure. Where only entries are joined, both ids of the person are the
same."""

Nik = Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]


class Identify(BaseModel):
    """The NIK is not stored. `document` is the number of the letter or entry that proves it, never the NIK itself."""

    nik: Nik
    document: Document


class CorrectNumber(BaseModel):
    register_number: RegisterNumber
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
        AfterValidator(no_nik),
        AfterValidator(no_nul),
    ]


async def identify(
    conn: Connection, person_key: bytes, participant_id: UUID, cmd: Identify, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """Who was registered by number is known by the NIK from now on, with everything that is kept of the person.

    Where this institution has another entry of the same person, the two become one. All entries of the person are
    locked, also those elsewhere: no course of theirs changes until both plans are one."""
    known_as = person_id(person_key, cmd.nik)
    await store.gate(conn, known_as)
    institution, _ = await participant_store.whereabouts(conn, participant_id)
    actor.require_organisation(institution)
    other = await store.entry_in(conn, institution, known_as)
    entries = {participant_id, other or participant_id, *await store.entries(conn, known_as)}
    held = await hold(conn, sorted(entries))
    named = held[participant_id]
    if named.institution_id != institution:
        raise ConcurrentChange
    if named.person_id != known_as:
        await _join(conn, named, held[other] if other else None, known_as, cmd.document, actor, now)
    elif named.identified_by != "nik":
        await store.mark_identified(conn, participant_id)
        await journal.append(conn, participants.record(named), actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)


async def _join(
    conn: Connection,
    named: Participant,
    other: Participant | None,
    known_as: UUID,
    document: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Raises IdentityKnown, IdentityShared, PersonMismatch, PersonCorrectionOpen, and whatever the courses of both
    records break together."""
    join = identities.join(named, other, known_as)
    if await store.is_shared(conn, named.person_id, named.id):
        raise errors.IdentityShared
    identities.need_same_person(await store.known(conn, known_as), named.name, named.birth_date)
    both = [named.person_id, known_as]
    await store.need_no_correction(conn, both)
    await _need_one_plan(conn, named, known_as, now)
    today = local_day(now)
    child = is_child(named.birth_date, today, RULES.on(today)) or await store.is_child_anywhere(conn, both)
    happened = identities.joined(join, named.id, child)
    if join.gone:
        happened += await _fold(conn, join, now)
    await store.take_over(conn, join, document, actor.subject, now)
    await store.mark_second(conn, join.stays.id)
    happened += await _take_steps(conn, join, actor, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)


async def _need_one_plan(conn: Connection, named: Participant, known_as: UUID, now: datetime) -> None:
    """The courses of both records are one person's from now on, and go together. Who holds both withdraws from one of
    them first, or has a session moved."""
    running = await enrolment_store.running_programmes(conn, named.person_id)
    today = local_day(now)
    found = await plan_store.load_sessions(conn, running, now)
    others = (await plan_store.load_others(conn, [known_as], running, today)).get(known_as, [])
    sessions = [session for programme_id in running for session in found.get(programme_id, ())]
    refuse_all(plans.together(sessions, others, named.birth_date, RULES.on(today)))


async def join_entries(conn: Connection, join: Join, actor: Actor, now: datetime) -> list[Event]:
    """Two entries of one person become one; the ids of the person are the same. The caller holds all the locks."""
    assert join.gone
    happened = await _fold(conn, join, now)
    recorded = PersonsJoined(
        participant_id=join.stays.id,
        joined_participant_id=join.gone.id,
        old_person_id=join.old_person_id,
        person_id=join.person_id,
    )
    return [recorded, *happened, *await _take_steps(conn, join, actor, now)]


async def _fold(conn: Connection, join: Join, now: datetime) -> list[Event]:
    """A person has one place in a course. The second one is free, and the first of the queue gets it."""
    assert join.gone
    ids, happened = [join.stays.id, join.gone.id], list[Event]()
    for programme_id in await store.doubled_programmes(conn, ids):
        programme = await programme_store.load(conn, programme_id)
        leaving = identities.doubled(await enrolment_store.load_of(conn, programme_id, ids))
        happened += await withdraw_some(conn, programme, leaving, "same_person", now)
    await store.fold(conn, join.gone.id, join.stays.id, now)
    return happened


async def _take_steps(conn: Connection, join: Join, actor: Actor, now: datetime) -> list[Event]:
    happened = list[Event]()
    for step in JOIN_STEPS:
        happened += await step(conn, join, actor, now)
    return happened


async def correct_number(
    conn: Connection, participant_id: UUID, cmd: CorrectNumber, actor: Actor, now: datetime
) -> queries.ParticipantView:
    """The person's id stays, whatever it was made from. The number before is kept, and is nobody else's.

    Raises NumberUnchanged, RegisterNumberTaken."""
    participant = await participant_store.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    if participant.register_number == cmd.register_number:
        raise errors.NumberUnchanged
    corrected = replace(participant, register_number=cmd.register_number)
    stay = replace(await stay_store.last(conn, participant_id), register_number=cmd.register_number)
    await participant_store.save_place(conn, corrected)
    await stay_store.give_number(conn, corrected, actor.subject, now, cmd.reason)
    await stay_store.save(conn, stay, actor.subject, now)
    fact = RegisterNumberCorrected(participant_id=participant_id, institution_id=participant.institution_id)
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await queries.participant(conn, participant_id)
