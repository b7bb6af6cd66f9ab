"""Readiness for release: what is confirmed for a person, what is missing, and that nothing is missing any more.

The checklist is data (rules.toml). `skill_certificate` is not confirmed by hand: it holds while a certificate is valid.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.children import is_child
from services.training.domain.participants import Participant
from services.training.errors import readiness as errors
from services.training.rules import Readiness, TrainingRules
from shared.messaging.events import Event

BY_SYSTEM = "skill_certificate"
"""The item that a valid certificate confirms."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`evidence` says on what it rests: a document, a promise of work."""

    id: UUID
    participant_id: UUID
    item: str
    evidence: str
    confirmed_by: str


def confirm(rules: Readiness, held: Mapping[str, Confirmation], new: Confirmation) -> list[Event]:
    """The facts of a new confirmation; none where the same was confirmed before. `held` are those that hold now.

    Raises ItemUnknown, ConfirmedBySystem, ItemConfirmed."""
    need_by_hand(rules, new.item)
    if (before := held.get(new.item)) is not None:
        if before.evidence == new.evidence:
            return []
        raise errors.ItemConfirmed(item=new.item)
    return [events.ReadinessConfirmed(participant_id=new.participant_id, confirmation_id=new.id, item=new.item)]


def withdraw(rules: Readiness, held: Mapping[str, Confirmation], item: str) -> tuple[Confirmation, list[Event]]:
    """The confirmation that no longer holds. Raises ItemUnknown, ConfirmedBySystem, ItemNotConfirmed."""
    need_by_hand(rules, item)
    if (before := held.get(item)) is None:
        raise errors.ItemNotConfirmed(item=item)
    return before, [withdrawn(before)]


def withdrawn(gone: Confirmation) -> Event:
    """The record that it no longer holds."""
    return events.ReadinessWithdrawn(participant_id=gone.participant_id, confirmation_id=gone.id, item=gone.item)


def need_by_hand(rules: Readiness, item: str) -> None:
    if item not in rules.items:
        raise errors.ItemUnknown(item=item, items=", ".join(rules.items))
    if item == BY_SYSTEM:
        raise errors.ConfirmedBySystem


def missing(rules: Readiness, confirmed: Collection[str]) -> list[str]:
    """The required items that nobody has confirmed, in the order of the checklist."""
    return [item for item in rules.required if item not in confirmed]


def reached(participant: Participant, rules: TrainingRules, *, child_institution: bool, today: date) -> Event:
    """The fact goes where the facts of children go if the person is one, or is held where children are."""
    return events.ReadinessReached(
        participant_id=participant.id,
        institution_id=participant.institution_id,
        person_id=participant.person_id,
        child=child_institution or is_child(participant.birth_date, today, rules),
        reached_on=today,
    )
