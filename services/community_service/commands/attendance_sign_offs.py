"""Use case: several sessions signed off at once, with an answer for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service.commands.cases import need_own_case, save
from services.community_service.domain import attendance, attendance_odd
from services.community_service.domain.cases import Case
from services.community_service.errors import attendance as errors
from services.community_service.queries import attendance as queries
from services.community_service.store import cases
from services.community_service.store.attendance import Recorded, lock_recorded
from shared.edge.access import Actor
from shared.edge.lines import AnsweredLine, BrokenLine, or_broken, why_refused
from shared.errors import ConcurrentChange, Refusal
from shared.postgres.pool import Connection

MOST = 30
"""As many as somebody can have looked at."""


class SignOffLine(BaseModel):
    session_id: UUID


class SignOffs(BaseModel):
    """At most 30 sessions, each in a line of its own."""

    lines: Annotated[
        list[Annotated[SignOffLine, or_broken(SignOffLine, "session_id")]], Field(min_length=1, max_length=MOST)
    ]


class SignOffAnswer(AnsweredLine):
    """What became of one line: signed off, with the session; or refused, with the reason in both languages."""

    session_id: str | None
    signed: bool
    session: queries.SessionView | None = None


class SignOffsAnswer(BaseModel):
    """The answers stand in the order of the lines."""

    signed: int
    refused: int
    lines: list[SignOffAnswer]


async def sign_offs(conn: Connection, cmd: SignOffs, actor: Actor, now: datetime) -> SignOffsAnswer:
    """By the cases' counsellor or a coordinator. Each line stands for itself: what is refused is undone.

    One's own record is refused without an alarm: whoever ticks a whole list has tried nothing. What is odd is refused
    too, and is signed off alone."""
    ids = {line.session_id for line in cmd.lines if isinstance(line, SignOffLine)}
    recorded = await lock_recorded(conn, ids)
    answers: dict[int, SignOffAnswer] = {}
    for number, line in sorted(enumerate(cmd.lines), key=lambda each: _turn(each[1], recorded)):
        answers[number] = await _answer(conn, line, recorded, actor, now)
    lines = [answers[number] for number in range(len(cmd.lines))]
    signed = sum(line.signed for line in lines)
    return SignOffsAnswer(signed=signed, refused=len(lines) - signed, lines=lines)


def _turn(line: SignOffLine | BrokenLine, recorded: Mapping[UUID, Recorded]) -> tuple[str, str]:
    """In the order of the persons, who are locked one by one: two who sign at once do not wait in a circle."""
    if isinstance(line, BrokenLine) or line.session_id not in recorded:
        return "", ""
    return str(recorded[line.session_id].person_id), str(line.session_id)


async def _answer(
    conn: Connection, line: SignOffLine | BrokenLine, recorded: Mapping[UUID, Recorded], actor: Actor, now: datetime
) -> SignOffAnswer:
    try:
        if isinstance(line, BrokenLine):
            raise errors.LineUnreadable(why=line.why)
        async with conn.transaction():
            view = await _sign_off(conn, line.session_id, recorded.get(line.session_id), actor, now)
        return SignOffAnswer(session_id=str(line.session_id), signed=True, session=view)
    except ConcurrentChange:  # all are signed off again
        raise
    except Refusal as refusal:
        return SignOffAnswer(
            session_id=line.name if isinstance(line, BrokenLine) else str(line.session_id),
            signed=False,
            **why_refused(refusal),
        )


async def _sign_off(
    conn: Connection, session_id: UUID, recorded: Recorded | None, actor: Actor, now: datetime
) -> queries.SessionView:
    case: Case = await cases.load(conn, session_id)
    need_own_case(case, actor, everywhere={"coordinator"})
    done = attendance.sign_off(case, actor.subject, now)
    assert recorded  # `sign_off` asks for one that is recorded
    assert recorded.at
    attendance_odd.need_plain(case, recorded.at, sent_late=recorded.sent_late)
    await save(conn, case, done, actor, now)
    return queries.view_of(done.case.sentence.id, done.case.session)
