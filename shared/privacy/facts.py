"""What the journal says of personal data. Each service writes classes of its own, for the record only: none of them is
published, and none names a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.messaging.events import Event

RequestKind = Literal["access", "correction", "erasure", "objection"]


class DataErasedFact(Event):
    """So many rows of a record class were erased; what they said counted up to the day `until` at the latest."""

    record_class: str
    rows: int
    days: int
    until: date
    basis: str


class DataRequestFact(Event):
    request_id: UUID
    kind: RequestKind


class DataRequestReceivedFact(DataRequestFact):
    received_at: datetime
    due_at: datetime


class DataRequestSettledFact(DataRequestFact):
    """`article` says by which one it was refused; None where it was answered."""

    article: str | None
    late: bool


class PersonCorrectionFact(Event):
    """`fields` are the names of what is corrected. The values stand in the tables alone."""

    correction_id: UUID
    fields: list[Literal["name", "birth_date"]]
    document: str


class PersonCorrectionDecidedFact(Event):
    """`doubts`: how many decisions of the past were made by what has now changed."""

    correction_id: UUID
    decision: Literal["approved", "rejected"]
    doubts: int


class DoubtSettledFact(Event):
    """Somebody looked at a decision of the past that was made by a birth date since corrected."""

    doubt_id: UUID
    correction_id: UUID
    document: str
