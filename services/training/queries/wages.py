"""The answer to booked wages."""

from __future__ import annotations

from pydantic import BaseModel


class WageAnswer(BaseModel):
    """The answer to one person's line. `result` is booked, unchanged or refused; `slug` and `detail` say why.

    `participant_id` is as it was sent; null where the line had none."""

    participant_id: str | None
    result: str
    slug: str | None = None
    detail: str | None = None


class WagesView(BaseModel):
    """The answers stand in the order of the lines."""

    month: str
    work: str
    answers: list[WageAnswer]
