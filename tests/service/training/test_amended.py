"""A2: what an addendum, a notice or a termination of its cooperation agreement (PKS) does to a programme."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.agreements import events as agreements
from tests.service.training.conftest import Training, agreement


def said(event: type[agreements.CooperationAgreementFact], **changes: Any) -> agreements.CooperationAgreementFact:
    whole = agreement("in_force").model_dump()
    more = {"addendum": 1, "days": 30, "given_on": date(2026, 3, 1), "notice_days": 30}
    return event.model_validate(whole | more | changes)


@pytest.mark.parametrize(
    ("event", "changes", "state"),
    [
        (agreements.CooperationAgreementAmended, {"scopes": ["marketing"]}, "suspended"),
        (agreements.CooperationAgreementAmended, {"ends_on": "2026-05-28"}, "suspended"),
        (agreements.CooperationAgreementAmended, {"ends_on": "2026-05-29"}, "open"),
        (agreements.CooperationAgreementAmended, {"scopes": ["training", "marketing"]}, "open"),
        (agreements.CooperationAgreementExpiring, {}, "open"),
        (agreements.CooperationAgreementNoticeGiven, {"terminates_on": "2026-03-31"}, "open"),
        (agreements.CooperationAgreementTerminated, {"state": "terminated"}, "suspended"),
    ],
)
async def test_new_work_stops_where_the_agreement_no_longer_lets_it_run(
    ready: Training, event: type[agreements.CooperationAgreementFact], changes: dict[str, Any], state: str
) -> None:
    programme = await ready.open()
    await ready.enrol(programme["id"])
    await ready.h.hear(said(event, **changes), version=6)
    seen = await ready.programme(programme["id"])
    assert (seen["state"], seen["needs_decision"]) == (state, state == "suspended"), "who is in it goes on, flagged"


async def test_what_an_addendum_gives_back_opens_it_again(ready: Training) -> None:
    programme = await ready.open()
    await ready.h.hear(said(agreements.CooperationAgreementAmended, ends_on="2026-05-28"), version=6)
    await ready.h.hear(said(agreements.CooperationAgreementAmended, ends_on="2027-05-28"), version=7)
    assert (await ready.programme(programme["id"]))["state"] == "open"
