"""The published language of a service: one class per event type.

    class PeopleFact(Event, topic={False: "masohi.training.people.v1", True: "masohi.training.children.v1"},
                     internal_topic="masohi.training.internal.v1"):
        '''Facts about people in training.'''

        child: Annotated[bool, Audience()] = True

    class EnrolmentConfirmed(PeopleFact, type="training.enrolment.confirmed", key="enrolment_id",
                             detail="/training/enrolments/{}"):
        '''Enrolment confirmed.

        When a participant has a place in a programme.'''

        enrolment_id: UUID
        person_id: Annotated[UUID, Internal()]

The first line of the docstring is the title in the catalogue. The rest says when it happens.

Who may read a fact decides its topic. A class has one topic for other agencies, or one for each value of its
`Audience` field, or none (`topic=None`). A field marked `Internal` is absent there. With an `internal_topic` the four
services read the whole fact on that topic. An event with no topic at all is for the record: it stands in the journal
only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from types import ModuleType
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Internal:
    """Marks a field that never leaves the four services."""


class Audience(Internal):
    """Marks the field that decides which topic a fact goes to. Its default is the value with the fewest readers."""


Topics = str | Mapping[Any, str] | None
"""A topic; a topic for each value of the audience field; or no topic."""


class Event(BaseModel):
    """The base class of all events; its keywords are in the module's example."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str] = ""
    topic: ClassVar[Topics] = None
    internal_topic: ClassVar[str | None] = None
    key_field: ClassVar[str] = ""
    detail: ClassVar[str | None] = None
    internal_fields: ClassVar[frozenset[str]] = frozenset()
    audience_field: ClassVar[str | None] = None

    def __init_subclass__(cls, **_keywords: Any) -> None:
        """Accepts the class's keywords. pydantic gives them to the method below once the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, type: str = "", key: str = "", detail: str | None = None, **topics: Any
    ) -> None:
        """`topic` and `internal_topic` are those of the parent class where a class does not name its own."""
        cls.topic = topics.pop("topic", cls.topic)
        cls.internal_topic = topics.pop("internal_topic", cls.internal_topic)
        super().__pydantic_init_subclass__(**topics)
        cls.type, cls.key_field, cls.detail = type, key, detail
        cls.internal_fields = frozenset(_marked(cls, Internal))
        cls.audience_field = next(iter(_marked(cls, Audience)), None)

    @classmethod
    def shared_topics(cls) -> tuple[str, ...]:
        """Every topic of other agencies that such a fact may go to."""
        match cls.topic:
            case None:
                return ()
            case str(topic):
                return (topic,)
            case topics:
                return tuple(topics.values())

    @classmethod
    def is_published(cls) -> bool:
        """False for an event that is for the record only."""
        return cls.topic is not None or cls.internal_topic is not None

    @property
    def shared_topic(self) -> str | None:
        """The topic of other agencies that this fact goes to."""
        if self.topic is None or isinstance(self.topic, str):
            return self.topic
        assert self.audience_field
        return self.topic[getattr(self, self.audience_field)]

    @property
    def key(self) -> str:
        """The aggregate's id: what must stay in order shares it."""
        return str(getattr(self, self.key_field))

    def public(self) -> dict[str, Any]:
        """The data without internal fields. `detail_url` is relative to the gateway and asks for authorisation."""
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


def _marked(event: type[Event], mark: type[Internal]) -> Iterator[str]:
    for name, field in event.model_fields.items():
        if any(isinstance(metadata, mark) for metadata in field.metadata):
            yield name


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


class RestoreFact(Event):
    """What a restore of a journal's database lost, as it is published; each service publishes a class of its own.

    `facts` counts all that was lost, `event_ids` are those of this notice: `part` of `parts`. An id means nothing to
    who has not read that fact. What a lost fact says is void: no record here has its effect.
    """

    journal: str
    facts: int
    first_at: datetime | None
    last_at: datetime | None
    part: int
    parts: int
    event_ids: list[UUID]


def source_of(authority: str, service: str) -> str:
    """`ce_source` of a service's facts (CloudEvents 1.0, section 3.1): `//masohi.ambon.go.id/community-service`."""
    return f"//{authority}/{service}"


def schema_uri(authority: str, service: str, type_: str) -> str:
    """`ce_dataschema`: an address below the gateway, which the service itself answers."""
    return f"https://{authority}/{service}/schemas/{type_}/1"


def title_of(type_: str) -> str:
    """What a type says, as a message of the catalogue: `training.record.places-changed` is `Places changed`."""
    _, *parts = type_.split(".")
    return " ".join(part for part in parts if part != "record").replace("-", " ").capitalize() or type_


def events_of(module: ModuleType) -> Iterator[type[Event]]:
    """Every event of a service, in the order in which its `events` (a module or a package) names them."""
    for value in vars(module).values():
        named = isinstance(value, type) and issubclass(value, Event) and value.type
        if named and value.__module__.startswith(module.__name__):
            yield value


def published(*modules: ModuleType) -> list[type[Event]]:
    """Those that go to Kafka. Records, which stand in the journal only, are left out."""
    return [event for module in modules for event in events_of(module) if event.is_published()]


@cache
def by_type(module: ModuleType) -> dict[str, type[Event]]:
    return {event.type: event for event in events_of(module)}
