"""Bounds of what people write: days, moments, codes and numbers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]

_NIK = re.compile(r"[0-9]{16,}")


def without_nik(text: str) -> str:
    """What a sender wrote, without what may be a national id (NIK): sixteen digits or more in a row become `…`."""
    return _NIK.sub("…", text)


Moment = Annotated[AwareDatetime, Field(ge=datetime(2026, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
