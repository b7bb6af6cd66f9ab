"""Circulars (surat edaran): an official notice that each recipient acknowledges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.notifications import errors, events
from services.notifications.domain.message import Text, one_line
from services.notifications.domain.template import say_day
from shared.messaging.events import Event

State = Literal["open", "overdue", "complete"]

INBOX = "/notifications/inbox"
_ASKED = {
    "id": "Mohon nyatakan telah membaca surat edaran ini paling lambat {}.",
    "en": "Please acknowledge this circular by {}.",
}


@dataclass(frozen=True, slots=True)
class Circular:
    """`acknowledge_by` is the last day in time; a later acknowledgement counts all the same."""

    id: UUID
    acknowledge_by: date
    state: State
    recipients: int
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient of a circular; `organisation_id` is where the person was at publication."""

    recipient_id: UUID
    organisation_id: UUID | None
    acknowledged_at: datetime | None


Change = tuple[Circular, list[Event]]


def check_deadline(acknowledge_by: date, today: date) -> None:
    if acknowledge_by < today:
        raise errors.DeadlinePassed(deadline=acknowledge_by)


def texts(title: str, body: str, acknowledge_by: date) -> list[Text]:
    """The circular as it was written, with the request to acknowledge in the recipient's language."""
    return [
        Text("id", one_line(title), f"{body}\n\n{_ASKED['id'].format(say_day(acknowledge_by, 'id'))}", INBOX),
        Text("en", one_line(title), f"{body}\n\n{_ASKED['en'].format(say_day(acknowledge_by, 'en'))}", INBOX),
    ]


def publish(circular: Circular) -> Change:
    """Raises NobodyAddressed."""
    if circular.recipients == 0:
        raise errors.NobodyAddressed
    return circular, [events.CircularPublished(**_said(circular))]


def acknowledge(circular: Circular, addressee: Addressee) -> Change:
    """A recipient confirms; again changes nothing. With the last one the circular is complete."""
    if addressee.acknowledged_at is not None:
        return circular, []
    acknowledged = circular.acknowledged + 1
    state: State = "complete" if acknowledged == circular.recipients else circular.state
    said = events.CircularAcknowledged(
        circular_id=circular.id,
        organisation_id=addressee.organisation_id,
        recipient_id=addressee.recipient_id,
    )
    return replace(circular, acknowledged=acknowledged, state=state), [said]


def lapse(circular: Circular) -> Change:
    """The deadline is over and not everyone has acknowledged. The caller has seen both."""
    overdue = events.CircularOverdue(**_said(circular), acknowledged=circular.acknowledged)
    return replace(circular, state="overdue"), [overdue]


def _said(circular: Circular) -> dict[str, object]:
    return {
        "circular_id": circular.id,
        "acknowledge_by": circular.acknowledge_by,
        "recipients": circular.recipients,
    }
