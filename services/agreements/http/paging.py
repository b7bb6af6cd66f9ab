"""What lists take from the address."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from services.agreements.queries.conditions import checked

After = Annotated[str | None, Query(description="the `next` of the page before"), AfterValidator(checked)]
