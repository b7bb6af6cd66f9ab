"""A2: what an addendum, a notice or a termination of its cooperation agreement (PKS) does to a site."""

from __future__ import annotations

from typing import Any

import pytest

from services.agreements import events as agreements
from tests.service.community_service.scene import API, MONDAY, agreement, opened_site, placed, sentenced, session
from tests.support.harness import Harness

MORE: dict[str, Any] = {"addendum": 1, "days": 30, "given_on": "2026-03-01", "notice_days": 30}
AMENDED = agreements.CooperationAgreementAmended


async def state(h: Harness, site: dict[str, Any]) -> str:
    return str((await h.get(f"{API}/sites/{site['id']}", "coordinator"))["state"])


@pytest.mark.parametrize(
    ("event", "changes", "expected"),
    [
        (AMENDED, {"scopes": ["training"]}, "suspended"),
        (AMENDED, {"scopes": ["training", "community_service"]}, "open"),
        (AMENDED, {"ends_on": "2028-02-08"}, "open"),
        (agreements.CooperationAgreementExpiring, {}, "open"),
        (agreements.CooperationAgreementNoticeGiven, {"terminates_on": "2026-03-31"}, "open"),
        (agreements.CooperationAgreementTerminated, {"state": "terminated"}, "suspended"),
    ],
)
async def test_new_work_stops_where_the_agreement_no_longer_covers_it(
    h: Harness, event: type[agreements.CooperationAgreementFact], changes: dict[str, Any], expected: str
) -> None:
    site = await opened_site(h)
    whole = {"state": "in_force"} | MORE | changes
    await agreement(h, event, whole.pop("state"), 2, **whole)
    assert await state(h, site) == expected
    await agreement(h, AMENDED, "in_force", 3, **MORE)
    assert await state(h, site) == "open"


async def test_no_session_is_placed_beyond_a_period_that_was_cut_short(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await agreement(h, AMENDED, "in_force", 2, **MORE, ends_on="2026-03-01")
    refused = await placed(h, sentence, site, session(MONDAY), status=422)
    assert "outside-agreement-period" in str(refused)
