"""Cases: the list that finds one, and the case itself on one page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.community_service.domain.forecasts import Pace
from services.community_service.domain.reports import months_due
from services.community_service.events import SentenceState
from services.community_service.queries import cases_page, cases_timeline, sentences_lists
from services.community_service.queries.cases_calendar import CalendarSession, MonthView
from services.community_service.queries.cases_sections import READERS
from shared.clock import local_day
from shared.periods import Period
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["cases"])

_READERS = sorted(READERS)
_SHOWN = 25

Month = Annotated[str, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$")]


@router.get("/cases")
async def list_cases(
    number: Annotated[str | None, Query(max_length=100)] = None,
    state: str = "",
    forecast: str = "",
    after: UUID | None = None,
    call: PageCall = page(*_READERS),
) -> Response:
    """Those of the caller's office, the next to end first."""
    chosen = {"number": number or "", "state": _one_of(SentenceState, state), "forecast": _one_of(Pace, forecast)}
    found = await call.get(
        sentences_lists.sentences,
        *(call.actor, call.resources.clock.now(), *(value or None for value in chosen.values())),
        *(None, "ends_on", after, _SHOWN),
    )
    return await call.show(
        "cases.html",
        found=found,
        chosen=chosen,
        states=call.choices("sentence_state", get_args(SentenceState)),
        paces=call.choices("pace", get_args(Pace)),
        after=call.next_page(found["next"]),
    )


@router.get("/cases/{sentence_id}")
async def show_case(sentence_id: UUID, month: Month | None = None, call: PageCall = page(*_READERS)) -> Response:
    chosen = date.fromisoformat(f"{month}-01") if month else None
    now = call.resources.clock.now()
    case = await call.get(cases_page.case_page, sentence_id, call.actor, now, chosen)
    happened = _happened(case.timeline, call)
    return await call.show(
        "case.html",
        case=case,
        happened=happened,
        months_due=months_due(Period(case.sentence.starts_on, case.sentence.ends_on), local_day(now)),
        **_calendar(case.month, local_day(now)),
    )


@router.get("/cases/{sentence_id}/timeline")
async def show_timeline(
    sentence_id: UUID, after: Annotated[int, Query(ge=0, lt=2**63)] = 0, call: PageCall = page(*_READERS)
) -> Response:
    found = await call.get(cases_timeline.own_timeline, sentence_id, call.actor, "newest", after, _SHOWN)
    return await call.show(
        "case_timeline.html",
        happened=_happened(found["items"], call),
        sentence_id=sentence_id,
        after=call.next_page(found["next"]),
    )


def _happened(entries: Sequence[cases_timeline.TimelineEntry], call: PageCall) -> list[dict[str, Any]]:
    """What the timeline of the kit shows: roles, never names."""
    return [
        {
            "at": entry.at,
            "title": entry.texts[call.language],
            "who": ", ".join(call.word("role", role) for role in entry.who),
        }
        for entry in entries
    ]


def _one_of(words: Any, value: str) -> str:
    return value if value in get_args(words) else ""


def _calendar(month: MonthView, today: date) -> dict[str, Any]:
    """What the calendar of the kit draws."""
    by_day: dict[date, list[CalendarSession]] = defaultdict(list)
    for session in month.sessions:
        by_day[session.on].append(session)
    first = month.month
    return {
        "today": today,
        "sessions": by_day,
        "before": _named(first - timedelta(days=1)) if first > month.first_month else None,
        "after": _named(first + timedelta(days=32)) if first < month.last_month else None,
    }


def _named(day: date) -> str:
    return f"{day:%Y-%m}"
