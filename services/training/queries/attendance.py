"""The answer to recorded attendance."""

from __future__ import annotations

from pydantic import BaseModel


class AttendanceAnswer(BaseModel):
    """The answer to one person's line. `result` is recorded, unchanged or refused; `slug` and `detail` say why.

    `enrolment_id` is as it was sent; null where the line had none."""

    enrolment_id: str | None
    result: str
    slug: str | None = None
    detail: str | None = None


class AttendanceView(BaseModel):
    """The answers stand in the order of the lines."""

    session: int
    answers: list[AttendanceAnswer]
