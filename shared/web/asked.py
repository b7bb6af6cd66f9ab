"""A search of a page, from its address or from a form: what is wrong with it is said beside its field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from shared.clock import local_day
from shared.dates import DAY
from shared.edge.problems import STATUS
from shared.edge.spans import FIRST, LAST, DaysMissing, Span, SpanBackwards, SpanTooLong, asked, latest
from shared.web import forms
from shared.web.calls import PageCall
from shared.web.forms import Fields, FormWrong
from shared.web.wrong import Wrong, wrong_fields

Day = Annotated[date, Field(ge=FIRST, le=LAST), DAY]

LATELY = 31
"""Days of which a list is given whole where nobody has named any."""


class Days(BaseModel):
    """The days of a search, both ends included."""

    since: Day | None = Field(None, alias="from")
    until: Day | None = None

    @property
    def has_days(self) -> bool:
        return bool(self.since or self.until)

    def of_lately(self, call: PageCall) -> Self:
        """The same search of the last month."""
        days = latest(local_day(call.resources.clock.now()), LATELY)
        return self.model_copy(update={"since": days.first, "until": days.last})

    def span(self, call: PageCall, most: int) -> Span | None:
        """Raises SpanBackwards, SpanTooLong."""
        return asked(self.since, self.until, local_day(call.resources.clock.now()), most)


Asked = TypeVar("Asked", bound=BaseModel)
Query = Callable[[Asked], Awaitable[dict[str, Any]]]
NOTHING: dict[str, Any] = {"items": [], "next": None}


def in_address(call: PageCall) -> Fields:
    params = call.request.query_params
    return {name: params.getlist(name) for name in params}


def address_of(call: PageCall, asked: BaseModel | None, path: str) -> str | None:
    """The same search at another path of the desk; None where something is wrong with it."""
    if asked is None or call.problems:
        return None
    return f"{call.web.place.desk}{path}?{urlencode(asked.model_dump(mode='json', by_alias=True, exclude_none=True))}"


async def answered(
    call: PageCall, model: type[Asked], fields: Fields, query: Query[Asked]
) -> tuple[Asked | None, dict[str, Any]]:
    """What was asked, and what `query` finds by it. Where it cannot be read it is None; where that or its days are
    wrong, nothing is found, and the call knows why."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    call.typed = {name: list(values) for name, values in fields.items() if name in known}
    try:
        read = forms.read(model, call.typed)
    except FormWrong as error:
        call.problems, call.status = wrong_fields(error, call.language), 422
        return None, NOTHING
    try:
        return read, await query(read)
    except (DaysMissing, SpanBackwards, SpanTooLong) as refusal:
        call.problems, call.status = [_wrong(refusal, call)], STATUS[refusal.kind]
        return read, NOTHING


def _wrong(refusal: DaysMissing | SpanBackwards | SpanTooLong, call: PageCall) -> Wrong:
    field = "from" if isinstance(refusal, DaysMissing) else "until"
    return Wrong(refusal.message(call.language), field, slug=refusal.slug)
