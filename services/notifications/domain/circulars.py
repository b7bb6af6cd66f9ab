"""Circulars (surat edaran): an official notice that each recipient acknowledges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.notifications import events
from services.notifications.domain.messages import Text, one_line
from services.notifications.errors.circulars import DeadlinePassed, NobodyAddressed
from services.notifications.events import Language
from shared.clock import midnight
from shared.languages import format_day
from shared.messaging.events import Event

State = Literal["open", "overdue", "complete"]

INBOX = "/notifications/inbox"
_REQUEST: dict[Language, str] = {
    "id": "Mohon nyatakan telah membaca surat edaran ini paling lambat {}.",
    "en": "Please acknowledge this circular by {}.",
}


class Letter(BaseModel):
    """The circular as it was written. Its fields are those of the request and of the answer.

    A letter is stored as one JSON value. A new field needs a default, so that older rows can still be read.
    """

    model_config = ConfigDict(frozen=True)

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


@dataclass(frozen=True, slots=True)
class Circular:
    """`acknowledge_by` is the last day in time. A later acknowledgement counts too."""

    id: UUID
    acknowledge_by: date
    state: State
    recipients: int
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient of a circular. `organisation_id` is the recipient's organisation at publication."""

    recipient_id: UUID
    organisation_id: UUID | None
    acknowledged_at: datetime | None


def check_deadline(acknowledge_by: date, today: date) -> None:
    """Raises DeadlinePassed. Today is in time."""
    if acknowledge_by < today:
        raise DeadlinePassed(deadline=acknowledge_by)


def texts(letter: Letter, acknowledge_by: date) -> list[Text]:
    """The letter as it was written, with the request to acknowledge it in the language of the recipient."""
    return [
        Text(
            language=language,
            subject=one_line(letter.title),
            body=f"{letter.body}\n\n{request.format(format_day(acknowledge_by, language))}",
            link=INBOX,
        )
        for language, request in _REQUEST.items()
    ]


def publish(circular: Circular) -> tuple[Circular, list[Event]]:
    """Raises NobodyAddressed."""
    if circular.recipients == 0:
        raise NobodyAddressed
    return circular, [events.CircularPublished(**_fields(circular))]


def acknowledge(circular: Circular, addressee: Addressee) -> tuple[Circular, list[Event]]:
    """A recipient acknowledges. A second time changes nothing. With the last recipient the circular is complete."""
    if addressee.acknowledged_at is not None:
        return circular, []
    acknowledged = circular.acknowledged + 1
    state: State = "complete" if acknowledged == circular.recipients else circular.state
    happened = events.CircularAcknowledged(
        circular_id=circular.id,
        organisation_id=addressee.organisation_id,
        recipient_id=addressee.recipient_id,
    )
    return replace(circular, acknowledged=acknowledged, state=state), [happened]


def lapse(circular: Circular) -> tuple[Circular, list[Event]]:
    """An open circular whose deadline is over becomes overdue. The caller has checked both."""
    overdue = events.CircularOverdue(**_fields(circular), acknowledged=circular.acknowledged)
    return replace(circular, state="overdue"), [overdue]


def overdue_at(circular: Circular, last_fact: datetime) -> datetime:
    """The date of the fact: local midnight after the deadline, but never before the circular's last fact."""
    return max(midnight(circular.acknowledge_by + timedelta(days=1)), last_fact)


def _fields(circular: Circular) -> dict[str, object]:
    return {
        "circular_id": circular.id,
        "acknowledge_by": circular.acknowledge_by,
        "recipients": circular.recipients,
    }
