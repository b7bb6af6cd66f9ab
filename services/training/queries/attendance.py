"""The answer to recorded attendance."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class AttendanceAnswer(BaseModel):
    """The answer to one person's line. `result` is recorded, unchanged or refused; `slug` and `detail` say why."""

    enrolment_id: UUID
    result: str
    slug: str | None = None
    detail: str | None = None


class AttendanceView(BaseModel):
    session: int
    answers: list[AttendanceAnswer]
