"""What a supervisor's phone sends, and what it is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from services.community_service.commands.attendance import HowItWent
from services.community_service.commands.sites import Subject
from services.community_service.domain.field import MOST, Kind, Reading
from services.community_service.domain.outcomes import ABSENCES, ATTENDED
from services.community_service.events import Outcome
from services.community_service.fields import Reason
from services.community_service.queries.field_refusals import Problem
from services.community_service.store.field import Sent
from shared.dates import MOMENT
from shared.edge.lines import or_broken


def _version_7(id_: UUID) -> UUID:
    if id_.version != 7:
        raise ValueError("it is no UUIDv7")
    return id_


EntryId = Annotated[UUID, AfterValidator(_version_7)]
DeviceMoment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)), MOMENT
]
"""By the phone's clock, which may be wrong by years."""
Milliseconds = Annotated[int, Field(ge=0, le=10**12)]
Seconds = Annotated[int, Field(ge=0, le=10**9)]


class Fix(BaseModel):
    """Where the phone was, how exactly that is known, and how long before the entry. WGS 84 degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy_m: Annotated[int, Field(ge=0, le=10**8)]
    age_s: Seconds


class Entry(HowItWent):
    """One tap. Its `id` is its Idempotency-Key: the same entry has one effect, however often it is sent.

    `subject`: who made it; only they can send it. `outcome`: of who left or was absent. `offset_ms`: the service's
    clock less the phone's at their last contact, `offset_age_s` ago. `monotonic_ms`: the phone's clock that nobody can
    move, in the run `clock_run` of the app."""

    id: EntryId
    subject: Subject
    session_id: UUID
    kind: Kind
    outcome: Outcome | None = None
    reason: Reason | None = None
    device_at: DeviceMoment
    offset_ms: Annotated[int, Field(ge=-2 * 10**12, le=2 * 10**12)]
    offset_age_s: Seconds
    monotonic_ms: Milliseconds
    clock_run: UUID
    place: Fix | None = None
    app_version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+_-]{1,40}$")]

    @model_validator(mode="after")
    def _says_what_its_kind_says(self) -> Self:
        outcomes = {"arrived": (None,), "left": ATTENDED, "absent": ABSENCES}
        if self.outcome not in outcomes[self.kind]:
            raise ValueError("this outcome is none of its kind")
        if self.kind != "absent" and self.reason is not None:
            raise ValueError("only an absence has a reason")
        if self.kind != "left" and (self.safety_gear, self.work_quality, self.behaviour) != (None, None, None):
            raise ValueError("how it went is said of who left")
        if self.kind == "absent" and self.accompanied_by is not None:
            raise ValueError("nobody accompanied who was absent")
        return self

    def sent(self) -> Sent:
        place = self.place
        return Sent(
            **{name: getattr(self, name) for name in Sent.__dataclass_fields__.keys() & Entry.model_fields.keys()},
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            accuracy_m=place.accuracy_m if place else None,
            place_age_s=place.age_s if place else None,
        )


class SendEntries(BaseModel):
    """`sent_at`, `sent_monotonic_ms` and `clock_run`: the phone's clocks at this sending."""

    sent_at: DeviceMoment
    sent_monotonic_ms: Milliseconds
    clock_run: UUID
    entries: Annotated[list[Annotated[Entry, or_broken(Entry, "id")]], Field(min_length=1, max_length=MOST)]

    @property
    def reading(self) -> Reading:
        return Reading(self.sent_at, self.sent_monotonic_ms, self.clock_run)


class Receipt(BaseModel):
    """The fact in the journal: version and chain hash in the stream `key`. `at` is the time that was recorded."""

    key: UUID
    version: int
    hash: str
    at: datetime
    received_at: datetime
    recorded_late: bool


class EntryAnswer(BaseModel):
    """`same`: it had been recorded before, with this receipt. `kept`: the refused entry is kept here too, until it is
    settled (`/field/refusals`); one that is not is on the phone alone."""

    id: str | None
    status: Literal["recorded", "same", "refused"]
    receipt: Receipt | None = None
    problem: Problem | None = None
    kept: bool = True


class EntriesAnswer(BaseModel):
    """The answers stand in the order of the entries."""

    received_at: datetime
    entries: list[EntryAnswer]
