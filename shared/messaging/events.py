"""The published language of a service: one class per event type.

    class TrainingEvent(Event, topic="masohi.training.v1"):
        '''All facts of the training service.'''

    class EnrolmentConfirmed(TrainingEvent, type="training.enrolment.confirmed", key="enrolment_id",
                             detail="/training/enrolments/{}"):
        '''Enrolment confirmed.

        When a participant has a place in a programme.'''

        enrolment_id: UUID
        person_id: Annotated[UUID, Internal()]

The first line of the docstring is the title in the catalogue, the rest says when it happens. A field marked `Internal`
is absent on the shared topic; the same fact with it goes to the internal topic, for the four services only. An event
class without a topic is for the record: it stands in the journal and is never published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from types import ModuleType
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict


class Internal:
    """Marks a field that never leaves the four services."""


class Event(BaseModel):
    """The base class of all events; its keywords are in the module's example."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str] = ""
    topic: ClassVar[str] = ""
    key_field: ClassVar[str] = ""
    detail: ClassVar[str | None] = None
    internal_fields: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **_keywords: Any) -> None:
        """Accepts the class's keywords. pydantic gives them to the method below once the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, topic: str = "", type: str = "", key: str = "", detail: str | None = None, **kwargs: Any
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.topic = topic or cls.topic
        cls.type, cls.key_field, cls.detail = type, key, detail
        cls.internal_fields = frozenset(
            name for name, field in cls.model_fields.items() if any(isinstance(m, Internal) for m in field.metadata)
        )

    @property
    def key(self) -> str:
        """The aggregate's id: what must stay in order shares it."""
        return str(getattr(self, self.key_field))

    def public(self) -> dict[str, Any]:
        """The data as everyone may read it; `detail_url` is relative to the gateway and asks for authorisation."""
        data = self.model_dump(mode="json", exclude=set(self.internal_fields))
        if self.detail:
            data["detail_url"] = self.detail.format(self.key)
        return data

    def internal(self) -> dict[str, Any] | None:
        """The internal fields alone, or None where the event has none."""
        if not self.internal_fields:
            return None
        return self.model_dump(mode="json", include=set(self.internal_fields))

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """From JSON. Raises ValidationError."""
        return cls.model_validate_json(raw)


class SealFact(Event):
    """A journal's daily seal as it is published; each service publishes a class of its own (see `shared.journal.seal`).

    Hashes, root and signature are hexadecimal; `previous` is the hash of the seal before, null in the first one.
    """

    journal: str
    number: int
    day: date
    position: int
    heads: int
    root: str
    previous: str | None
    sealed_at: datetime
    key_id: str
    signature: str
    hash: str


def internal_topic(topic: str) -> str:
    """`masohi.training.v1` -> `masohi.training.internal.v1`."""
    stem, _, version = topic.rpartition(".")
    return f"{stem}.internal.{version}"


def schema_uri(type_: str) -> str:
    return f"urn:masohi:schema:{type_}:1"


def events_of(module: ModuleType) -> Iterator[type[Event]]:
    """Every event of a service, in the order in which its `events` (a module or a package) names them."""
    for value in vars(module).values():
        published = isinstance(value, type) and issubclass(value, Event) and value.type
        if published and value.__module__.startswith(module.__name__):
            yield value


@cache
def by_type(module: ModuleType) -> dict[str, type[Event]]:
    return {event.type: event for event in events_of(module)}
