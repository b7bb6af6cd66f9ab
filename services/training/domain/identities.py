"""One person, one record: a NIK that comes later joins what was kept of the same person under two ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.enrolments import ACTIVE, Enrolment
from services.training.domain.participants import Participant
from services.training.errors import identities as errors
from shared.messaging.events import Event
from shared.privacy.personal import Identified
from shared.texts import same_name


@dataclass(frozen=True, slots=True)
class Join:
    """`stays` is the entry that holds the person from now on, `gone` the one that was joined into it, if any."""

    old_person_id: UUID
    person_id: UUID
    stays: Participant
    gone: Participant | None = None


def need_same_person(known: Iterable[Identified], name: str, birth_date: date) -> None:
    """The same NIK with another birth date or name is an error of one of the two. Raises PersonMismatch."""
    for each in known:
        if each.birth_date != birth_date or not same_name(each.name, name):
            raise errors.PersonMismatch


def join(named: Participant, other: Participant | None, person_id: UUID) -> Join:
    """`named` gets the NIK's id. `other` has it already, in the same institution: the entry that was named stays, but
    where its person was released and the other one's is held. Raises IdentityKnown."""
    if named.identified_by == "nik":
        raise errors.IdentityKnown
    stays, gone = named, other
    if other and named.state == "released" and other.state == "held":
        stays, gone = other, named
    stays = replace(stays, person_id=person_id, identified_by="nik")
    return Join(named.person_id, person_id, stays, gone)


def joined(join: Join, named: UUID, child: bool) -> list[Event]:
    """`child`: whether anything of the person is a child's. Then the fact goes where children's facts go."""
    others = {join.stays.id, join.gone.id if join.gone else join.stays.id} - {named}
    ids = {"participant_id": named, "old_person_id": join.old_person_id, "person_id": join.person_id}
    return [
        events.PersonsJoined(joined_participant_id=next(iter(others), None), **ids),
        events.PersonJoined(child=child, **ids),
    ]


def doubled(enrolments: Sequence[Enrolment]) -> list[Enrolment]:
    """Of one person in one programme: those that end. A completed one stays, else a place before a number in the queue,
    else the older one."""
    order = {"completed": 0, "confirmed": 1, "waitlisted": 2}
    ranked = sorted(enrolments, key=lambda each: (order[each.state], each.ticket or 0, each.id))
    return [each for each in ranked[1:] if each.state in ACTIVE]
