"""Children and accreditations: what ends one stops new placements at once, and a renewal never opens a gap."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import ACCREDITATION, SCHOOL
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

AFTERNOON = {"starts": "14:00", "ends": "16:00"}
LATER = "2026-05-04"


def fact(event: type[agreements.AccreditationFact], **changes: Any) -> agreements.AccreditationFact:
    """What agreements says of the school's accreditation, which holds until the end of April."""
    fields = {
        "accreditation_id": ACCREDITATION,
        "organisation_id": SCHOOL,
        "kind": "child_friendly_school",
        "valid_from": date(2026, 2, 9),
        "valid_until": date(2026, 4, 30),
    }
    return event.model_validate(fields | changes)


ENDS = {
    "revoked": fact(agreements.AccreditationRevoked, state="revoked", revoked_on=date(2026, 3, 1)),
    "expired": fact(
        agreements.AccreditationExpired, state="expired", valid_until=date(2026, 2, 28), due_on=date(2026, 3, 1)
    ),
}


@pytest.mark.parametrize("how", ENDS)
async def test_c2p_a_child_is_not_placed_where_the_accreditation_has_ended(
    h: Harness, client: CommunityServiceClient, how: str
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    await h.hear(ENDS[how], version=2)
    refused = await scene.place(client, sentence, site, bodies.session(MONDAY, **AFTERNOON), status=422)
    assert [(v["rule"], v["slug"]) for v in refused["violations"]] == [("C2p", "site-not-child-friendly")]
    with pytest.raises(AssertionError, match="site-not-child-friendly"):
        await scene.open_site(client, name="another")


async def test_c4_an_adult_is_placed_there_all_the_same(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await h.hear(ENDS["revoked"], version=2)
    await scene.place(client, sentence, site)


async def test_c4_an_early_renewal_never_switches_off_what_holds_now(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    await h.hear(fact(agreements.AccreditationIssued, valid_until=date(2028, 4, 30), renewals=1), version=2)
    await scene.place(client, sentence, site, bodies.session(MONDAY, **AFTERNOON), bodies.session(LATER, **AFTERNOON))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_late_and_doubled_facts_end_in_the_same_state(
    h: Harness, client: CommunityServiceClient, order: tuple[int, ...]
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    facts = [
        fact(agreements.AccreditationIssued, valid_until=date(2028, 4, 30), renewals=1),
        fact(agreements.AccreditationExpiring, valid_until=date(2028, 4, 30), due_on=date(2028, 1, 31), days_left=90),
        ENDS["revoked"],
    ]
    for index in (*order, *order):
        await h.hear(facts[index], version=index + 2)
    await scene.place(client, sentence, site, bodies.session(MONDAY, **AFTERNOON), status=422)
    row = await h.pool.fetchrow("select valid_until, version from accreditations")
    assert row
    assert tuple(row) == (date(2026, 2, 28), 4)
