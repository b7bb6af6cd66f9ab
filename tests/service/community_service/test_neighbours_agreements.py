"""A2: what an addendum, a notice or a termination of its cooperation agreement (PKS) does to a site."""

from __future__ import annotations

from typing import Any

import pytest

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

MORE: dict[str, Any] = {"addendum": 1, "days": 30, "given_on": "2026-03-01", "notice_days": 30}
AMENDED = agreements.CooperationAgreementAmended


async def state(client: CommunityServiceClient, site: dict[str, Any]) -> str:
    return str((await client.read_site(site["id"]))["state"])


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
    h: Harness,
    client: CommunityServiceClient,
    event: type[agreements.CooperationAgreementFact],
    changes: dict[str, Any],
    expected: str,
) -> None:
    site = await scene.open_site(client)
    whole = {"state": "in_force"} | MORE | changes
    await scene.announce_agreement(h, event, whole.pop("state"), 2, **whole)
    assert await state(client, site) == expected
    await scene.announce_agreement(h, AMENDED, "in_force", 3, **MORE)
    assert await state(client, site) == "open"


async def test_no_session_is_placed_beyond_a_period_that_was_cut_short(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.announce_agreement(h, AMENDED, "in_force", 2, **MORE, ends_on="2026-03-01")
    refused = await scene.place(client, sentence, site, bodies.session(MONDAY), status=422)
    assert "outside-agreement-period" in str(refused)
