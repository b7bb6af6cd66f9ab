"""An answer that holds personal data is never kept for a repeated request: its route says what is read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel

from tests.contract.test_routes import APPS

PERSONAL = re.compile(
    r"(^|_)(name|nik|birth|birth_date|offence|register_number|phone|email|signatory|home|latitude|longitude)($|_)"
)
INSTITUTIONAL = {
    "OrganisationView": "an office, with the address and telephone that it gives out",
    "ComponentView": "a part of the standard that an accreditation was judged by, or of a course's assessment",
    "TrainingBodyView": "a body that teaches",
    "DocumentView": "the name of a file",
    "PartyView": "who signs for an office, by virtue of it: the agreement itself says so",
    "SiteView": "a place of work",
    "ExecutionOrderView": "the prosecutor whom an order names, by virtue of the office",
    "OfficeView": "an office of a case",
    "CalendarDay": "a holiday",
    "DayRevision": "a holiday",
    "Share": "an organisation that a circular went to",
}
"""Models with such a field that is about an institution. One is added only after somebody has looked."""
TELLING = {
    "PersonCorrectionView.reason": "why a name is wrong is a story about its person",
    "EntryView.lines": "what somebody earned, got or was brought",
    "PayoutView.premium": "what somebody is owed",
    "WithdrawalView.need": "what somebody needed money for",
    "DataRequestView.reason": "why somebody's own data are not given",
    "AlarmView.note": "what was found out about somebody",
    "CorrectionView.reason": "why somebody's attendance was recorded wrongly",
    "RefusalView.note": "the same, of what a phone sent",
    "FineCorrectionView.reason": "why somebody's payment was recorded wrongly",
    "DiversionFailureView.reason": "why a child did not keep an agreement",
    "VerdictChangeView.dismissal_reason": "why somebody's verdict stays as it was",
}
"""Fields with another name that may hold personal data all the same."""


def personal_fields(model: Any, seen: frozenset[type] = frozenset()) -> Iterator[str]:
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        for inner in get_args(model):
            yield from personal_fields(inner, seen)
    elif model not in seen:
        for name, field in model.model_fields.items():
            personal = PERSONAL.search(name) and model.__name__ not in INSTITUTIONAL
            if personal or f"{model.__name__}.{name}" in TELLING:
                yield f"{model.__name__}.{name}"
            yield from personal_fields(field.annotation, seen | {model})


ROUTES = [
    pytest.param(route, id=f"{'/'.join(sorted(route.methods or ()))} {route.path}")
    for app in APPS.values()
    for route in iter_route_contexts(app.routes)
    if (route.methods or set()) - {"GET", "HEAD"}
]


@pytest.mark.parametrize("route", ROUTES)
def test_a_personal_answer_is_read_again_and_no_other(route: Any) -> None:
    found = list(personal_fields(route.response_model))
    marked = getattr(route.endpoint, "reads_again", None)
    assert bool(found) == (marked is not None), found


def test_the_walk_finds_what_stands_deep_inside() -> None:
    class Deep(BaseModel):
        birth_date: str

    class Middle(BaseModel):
        items: dict[str, list[Deep | None]]

    assert list(personal_fields(list[Middle])) == ["Deep.birth_date"]
