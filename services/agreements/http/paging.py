"""Query parameters of lists."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from services.agreements.queries.conditions import checked

After = Annotated[str | None, Query(description="the `next` of the page before"), AfterValidator(checked)]
Days = Annotated[int | None, Query(ge=0, le=3_660, description="only those that end within so many days")]
