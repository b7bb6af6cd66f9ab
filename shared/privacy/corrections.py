"""A name or a birth date is corrected (UU 27/2022 art. 30): with a document, a reason, and a second person.

What was decided by the old date is not decided again by itself. Each such decision becomes a doubt, which somebody
settles with the document of whoever may decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import asyncpg
from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from shared.clock import local_day
from shared.dates import DAY
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import NotFound
from shared.ids import new_id
from shared.journal import journal
from shared.metrics import DECISION_DOUBTS
from shared.postgres.pool import Connection
from shared.postgres.rows import found
from shared.privacy import reads
from shared.privacy.errors import (
    BornLater,
    CorrectionDecided,
    DoubtAlreadySettled,
    NothingToCorrect,
    PersonCorrectionOpen,
    SecondPersonDecides,
)
from shared.privacy.personal import Doubt, Facts, Identified, Personal
from shared.privacy.requests import Document, Text
from shared.texts import no_nik

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
    AfterValidator(no_nik),
]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), DAY]


@dataclass(frozen=True, slots=True)
class Correcting:
    """What a service gives: who a person is, locked; saving who it is; which decisions the new birth date doubts."""

    identified: Callable[[Connection, UUID], Awaitable[Identified | None]]
    save: Callable[[Connection, UUID, Identified], Awaitable[None]]
    doubts: Callable[[Connection, UUID, Identified, datetime], Awaitable[Sequence[Doubt]]]


class ProposeCorrection(BaseModel):
    """Only what is wrong is given. `document` proves what is right: a birth certificate, an identity card."""

    name: Name | None = None
    birth_date: Day | None = None
    reason: Text
    document: Document

    @model_validator(mode="after")
    def _corrects_something(self) -> Self:
        if self.name is None and self.birth_date is None:
            raise ValueError("a correction names a name, a birth date, or both")
        return self


class DecideCorrection(BaseModel):
    decision: Literal["approved", "rejected"]


class SettleDoubt(BaseModel):
    """`document`: where the prosecutor, the judge or the head of the institution decided what holds."""

    document: Document
    note: Text


class DoubtView(BaseModel):
    """A decision of the past: what it took for true, and what it would be by the corrected date."""

    id: UUID
    correction_id: UUID
    subject_id: UUID
    was: str
    would_be: str
    raised_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    document: str | None


class PersonCorrectionView(BaseModel):
    """Names of the fields, never their values: those are read as the person's data, and that is logged."""

    id: UUID
    person_id: UUID
    fields: list[str]
    reason: str
    document: str
    state: Literal["proposed", "approved", "rejected"]
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    doubts: list[DoubtView]
    version: int


async def propose(
    conn: Connection,
    personal: Personal,
    correcting: Correcting,
    person_id: UUID,
    cmd: ProposeCorrection,
    actor: Actor,
    now: datetime,
) -> PersonCorrectionView:
    """Raises NotFound, Forbidden, NothingToCorrect, BornLater, PersonCorrectionOpen."""
    await personal.need_officer(conn, actor, person_id)
    before = await _identified(conn, correcting, person_id)
    after = Identified(cmd.name or before.name, cmd.birth_date or before.birth_date)
    if after == before:
        raise NothingToCorrect
    if after.birth_date > local_day(now):
        raise BornLater(birth_date=after.birth_date)
    id_ = new_id()
    try:
        await conn.execute(
            "insert into person_corrections (id, person_id, name, birth_date, reason, document, proposed_by,"
            " proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(id_, person_id, cmd.name, cmd.birth_date, cmd.reason, cmd.document, actor.subject, now),
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "person_corrections_one_open":
            raise PersonCorrectionOpen from None
        raise
    assert personal.facts.proposed
    fact = personal.facts.proposed(correction_id=id_, fields=_fields(cmd.name, cmd.birth_date), document=cmd.document)
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await correction(conn, id_)


async def decide(
    conn: Connection,
    facts: Facts,
    correcting: Correcting,
    correction_id: UUID,
    cmd: DecideCorrection,
    actor: Actor,
    now: datetime,
) -> PersonCorrectionView:
    """Raises NotFound, CorrectionDecided, SecondPersonDecides."""
    locked = await conn.fetchrow("select * from person_corrections where id = $1 for update", correction_id)
    row = found(locked, "correction", correction_id)
    if row["state"] != "proposed":
        raise CorrectionDecided(state=row["state"])
    if row["proposed_by"] == actor.subject:
        raise SecondPersonDecides
    doubts: Sequence[Doubt] = ()
    if cmd.decision == "approved":
        before = await _identified(conn, correcting, row["person_id"])
        after = Identified(row["name"] or before.name, row["birth_date"] or before.birth_date)
        doubts = await correcting.doubts(conn, row["person_id"], after, now)
        await correcting.save(conn, row["person_id"], after)
    await conn.execute(
        "update person_corrections set state = $2, decided_by = $3, decided_at = $4 where id = $1",
        *(correction_id, cmd.decision, actor.subject, now),
    )
    await conn.executemany(
        "insert into decision_doubts (id, correction_id, subject_id, was, would_be, raised_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        [(new_id(), correction_id, each.subject_id, each.was, each.would_be, now) for each in doubts],
    )
    assert facts.decided
    fact = facts.decided(correction_id=correction_id, decision=cmd.decision, doubts=len(doubts))
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await correction(conn, correction_id)


async def settle(
    conn: Connection, facts: Facts, doubt_id: UUID, cmd: SettleDoubt, actor: Actor, now: datetime
) -> DoubtView:
    """Somebody who may decide has decided. Raises NotFound, DoubtAlreadySettled."""
    locked = await conn.fetchrow("select * from decision_doubts where id = $1 for update", doubt_id)
    row = found(locked, "doubt", doubt_id)
    if row["settled_at"]:
        raise DoubtAlreadySettled
    await conn.execute(
        "update decision_doubts set settled_at = $2, settled_by = $3, document = $4, note = $5 where id = $1",
        *(doubt_id, now, actor.subject, cmd.document, cmd.note),
    )
    assert facts.doubt_settled
    fact = facts.doubt_settled(doubt_id=doubt_id, correction_id=row["correction_id"], document=cmd.document)
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return DoubtView.model_validate({**row, "settled_at": now, "settled_by": actor.subject, "document": cmd.document})


async def _identified(conn: Connection, correcting: Correcting, person_id: UUID) -> Identified:
    if (known := await correcting.identified(conn, person_id)) is None:
        raise NotFound(what="person", id=person_id)
    return known


def _fields(name: object, birth_date: object) -> list[Literal["name", "birth_date"]]:
    fields: list[Literal["name", "birth_date"]] = []
    if name is not None:
        fields.append("name")
    if birth_date is not None:
        fields.append("birth_date")
    return fields


_CORRECTIONS = """
    select c.*, stream_version(c.id::text) as version, array(
        select to_jsonb(d)::text from decision_doubts as d where d.correction_id = c.id order by d.id
    ) as doubts from person_corrections as c
"""


async def correction(conn: Connection, correction_id: UUID) -> PersonCorrectionView:
    row = await conn.fetchrow(f"{_CORRECTIONS} where c.id = $1", correction_id)
    return _view(found(row, "correction", correction_id))


async def correction_for(conn: Connection, actor: Actor, correction_id: UUID) -> PersonCorrectionView:
    """For whom the route lets in: what a request that is sent again is answered with."""
    del actor
    return await correction(conn, correction_id)


async def log_again(conn: Connection, correction_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    person = await conn.fetchval("select person_id from person_corrections where id = $1", correction_id)
    await reads.log(conn, [person], actor, "answer to a repeated request", now)


async def list_corrections(
    conn: Connection,
    state: str | None,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """A reason may tell of a person: a read of each on the page is logged."""
    listed = await corrections(conn, state, after, limit)
    await reads.log(conn, (view.person_id for view in listed["items"]), actor, purpose, now)
    return listed


async def corrections(conn: Connection, state: str | None, after: UUID | None, limit: int) -> dict[str, Any]:
    rows = await conn.fetch(
        f"{_CORRECTIONS} where ($1::text is null or c.state = $1) and ($2::uuid is null or c.id > $2)"
        " order by c.id limit $3",
        *(state, after, limit + 1),
    )
    return page([_view(dict(row)) for row in rows], limit, lambda view: view.id)


async def doubts(conn: Connection, settled: bool, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of doubts, the oldest first: those that wait, or those that are settled."""
    rows = await conn.fetch(
        "select * from decision_doubts where (settled_at is not null) = $1 and ($2::uuid is null or id > $2)"
        " order by id limit $3",
        *(settled, after, limit + 1),
    )
    return page([DoubtView.model_validate(dict(row)) for row in rows], limit, lambda view: view.id)


def _view(row: dict[str, Any]) -> PersonCorrectionView:
    fields = _fields(row["name"], row["birth_date"])
    return PersonCorrectionView(
        **{**row, "fields": fields, "doubts": [DoubtView.model_validate_json(each) for each in row["doubts"]]}
    )


async def measure(conn: Connection, now: datetime) -> int:
    """Sets the gauge; nothing is ever due."""
    del now
    DECISION_DOUBTS.set(await conn.fetchval("select count(*) from decision_doubts where settled_at is null"))
    return 0


measure.__name__ = "measure_decision_doubts"
