"""Outcomes as a request body accepts them: those of who attended, or absences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic_core import CoreSchema, core_schema

from services.community_service.domain.outcomes import ABSENCES, ATTENDED
from services.community_service.events import Outcome


@dataclass(frozen=True, slots=True)
class OneOf:
    """Accepts these outcomes only. The OpenAPI lists them, as it does for a `Literal`."""

    outcomes: tuple[Outcome, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.literal_schema(list(self.outcomes))


Attended = Annotated[Outcome, OneOf(ATTENDED)]
Absence = Annotated[Outcome, OneOf(ABSENCES)]
