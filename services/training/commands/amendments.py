"""Use cases: change the places of a programme, and its terms before the first session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.training.commands.enrolments import promote
from services.training.commands.fields import Components, Percent
from services.training.commands.programmes import Age, Day, Skill, Title
from services.training.domain import amendments, children
from services.training.domain.participants import RiskLevel
from services.training.domain.training_bodies import need_accredited
from services.training.events import Basis, Level
from services.training.queries import programmes as queries
from services.training.rules import RULES
from services.training.store import holidays as holiday_store
from services.training.store import neighbours as neighbour_store
from services.training.store import plans as plan_store
from services.training.store import programmes as store
from services.training.store import sessions as session_store
from services.training.store import training_bodies as body_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import refuse_all
from shared.journal import journal
from shared.postgres.pool import Connection


class ChangeCapacity(BaseModel):
    """As many places as are taken, or more."""

    capacity: Annotated[int, Field(ge=1, le=500)]


_MAY_GO = ("prior_skill", "prior_level")


class AmendProgramme(BaseModel):
    """Only what is given changes. After the first session has begun: only `title` and `ends_on`.

    `prior_skill` and `prior_level` may be null: that takes the condition away. Every other field has a value where it
    is given."""

    title: Title | None = None
    level: Level | None = None
    minutes: Annotated[int, Field(ge=1, le=300_000)] | None = None
    sessions: Annotated[int, Field(ge=1, le=400)] | None = None
    min_age: Age | None = None
    max_age: Age | None = None
    prior_skill: Skill | None = None
    prior_level: Level | None = None
    risk_levels: Annotated[frozenset[RiskLevel], Field(min_length=1)] | None = None
    min_attendance: Percent | None = None
    min_score: Percent | None = None
    attendance_basis: Basis | None = None
    min_share: Percent | None = None
    components: Components | None = None
    max_attempts: Annotated[int, Field(ge=1, le=100)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _given_fields_have_values(self) -> AmendProgramme:
        empty = [name for name in self.model_fields_set if name not in _MAY_GO and getattr(self, name) is None]
        if empty:
            raise ValueError(f"null: {', '.join(sorted(empty))}")
        return self

    def changes(self) -> dict[str, Any]:
        """By the names of the domain's fields."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        if "attendance_basis" in given:
            given["basis"] = given.pop("attendance_basis")
        if self.components:
            given["components"] = tuple(each.component() for each in self.components)
        return given


async def change_capacity(
    conn: Connection, programme_id: UUID, cmd: ChangeCapacity, actor: Actor, now: datetime
) -> queries.ProgrammeView:
    """More places go to the first of the queue at once."""
    programme = await store.load(conn, programme_id)
    programme, happened = amendments.change_capacity(programme, cmd.capacity)
    if happened:
        await store.save_terms(conn, programme)
        programme, promoted = await promote(conn, programme, now)
        await store.save(conn, programme)
        await journal.append(conn, [*happened, *promoted], actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)


async def amend(
    conn: Connection, programme_id: UUID, cmd: AmendProgramme, actor: Actor, now: datetime
) -> queries.ProgrammeView:
    """The programme stays within its agreement, its accreditation, its calendar and, with children, within C3."""
    known = await store.read(conn, programme_id)
    agreement = await neighbour_store.load_agreement(conn, known.cooperation_agreement_id)
    programme = await store.load(conn, programme_id)
    calendar = await session_store.load_all(conn, programme_id)
    programme, happened = amendments.amend(programme, cmd.changes(), calendar, agreement, now)
    if happened:
        need_accredited(programme, await body_store.current(conn, programme_id))
        held = [session for session in calendar if not session.cancelled]
        rules = RULES.of(programme.rules_from)
        children.check(programme, held, rules, await holiday_store.load_calendar(conn))
        starts_on = max(local_day(now), programme.period.starts_on)
        takers = await plan_store.load_takers(conn, programme_id, starts_on)
        if any(children.is_child(taker.birth_date, starts_on, rules) for taker in takers):
            refuse_all(children.broken(programme, rules))
        await store.save_terms(conn, programme)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)
