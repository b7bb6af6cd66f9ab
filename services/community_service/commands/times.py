"""A moment that someone tells us."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

Moment = Annotated[AwareDatetime, Field(ge=datetime(2026, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
