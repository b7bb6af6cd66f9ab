"""A2: what an addendum, a notice or a termination of its cooperation agreement (PKS) does to a site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
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


NOTICE = agreements.CooperationAgreementNoticeGiven


async def test_from_the_day_of_a_notice_its_last_day_holds(h: Harness, client: CommunityServiceClient) -> None:
    """The PKS itself, or its umbrella: the fact of the PKS says until when."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.announce_agreement(h, NOTICE, "in_force", 2, **MORE, terminates_on=MONDAY)
    refused = await scene.place(client, sentence, site, bodies.session(TUESDAY), status=422)
    assert (refused["violations"][0]["slug"], refused["violations"][0]["article"]) == (
        "after-last-day",
        "PP 28/2018 art. 9, 22",
    )
    plan = await scene.make_plan(client, sentence)
    assert plan["state"] == "impossible", "eight hours do not fit on the one day that is left"
    await scene.place(client, sentence, site, bodies.session(MONDAY))
    h.clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    late = await client.raw.open_site(scene.site_body())
    assert (late.status_code, late.json()["title"]) == (422, "after-last-day")


async def test_a_last_day_that_its_umbrella_or_a_signed_addendum_brings_holds_at_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    """`ends_on` is the last day then, and `period_ends_on` still says what was signed."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    changed = agreements.CooperationAgreementLastDayChanged
    earlier = {"ends_on": MONDAY, "period_ends_on": "2027-02-08"}
    await scene.announce_agreement(h, changed, "in_force", 2, because="umbrella_notice", **earlier)
    refused = await scene.place(client, sentence, site, bodies.session(TUESDAY), status=422)
    assert [each["slug"] for each in refused["violations"]] == ["after-last-day"]
    dropped = {"ends_on": "2027-02-08", "period_ends_on": "2027-02-08"}
    await scene.announce_agreement(h, changed, "in_force", 3, because="addendum_dropped", **dropped)
    await scene.place(client, sentence, site, bodies.session(TUESDAY))


async def test_sessions_booked_after_the_last_day_go_on_and_wait_for_a_decision(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    await h.tick()
    assert (await client.read_sentence(sentence["id"]))["needs_decision"] is False
    await scene.announce_agreement(h, NOTICE, "in_force", 2, **MORE, terminates_on=MONDAY)
    assert await h.tick() == 1, "the forecast is made again"
    seen = await client.read_sentence(sentence["id"])
    assert seen["needs_decision"] is True
    assert seen["placements"][0]["agreement_ends_on"] == MONDAY
    assert seen["forecast"]["pace"] == "cannot_finish"
    for each, day in zip(placed["sessions"], (MONDAY, TUESDAY), strict=True):
        await scene.attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
        await client.sign_off(each["id"])
    assert (await client.read_sentence(sentence["id"]))["state"] == "completed"


async def test_the_database_takes_no_new_session_after_the_last_day(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY))
    await scene.announce_agreement(h, NOTICE, "in_force", 2, **MORE, terminates_on=MONDAY)
    columns = "placement_id, sentence_id, person_id, site_id, slot_id, slot_capacity, seat"
    with pytest.raises(asyncpg.CheckViolationError, match="no agreement in force on 2026-03-03"):
        await h.pool.execute(
            f"insert into sessions (id, on_date, starts_at, ends_at, {columns}) select gen_random_uuid(), on_date + 1,"
            f" starts_at + interval '1 day', ends_at + interval '1 day', {columns} from sessions"
        )


async def test_a_pks_that_names_a_site_opens_no_other_and_takes_nobody_there(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.announce_agreement(h, AMENDED, "in_force", 2, **MORE, sites=["Pantai Natsepa", "sd negeri  64"])
    await client.open_site(scene.site_body(name="Pantai Natsepa"))
    refused = await client.raw.open_site(scene.site_body(name="Taman Pattimura"))
    assert (refused.status_code, refused.json()["title"]) == (422, "site-not-covered")
    assert refused.json()["article"] == "PP 28/2018 art. 6(2), 19(2)"
    await scene.place(client, sentence, site, bodies.session(TUESDAY))
    await scene.announce_agreement(h, AMENDED, "in_force", 3, **MORE, sites=["Pantai Natsepa"])
    assert await state(client, site) == "suspended"
    assert (await client.read_sentence(sentence["id"]))["needs_decision"] is True, "what runs goes on and is flagged"
    assert (await client.resume_site(site["id"], status=422))["title"] == "site-not-covered"
    assert (await scene.place(client, sentence, site, bodies.session(MONDAY), status=409))["title"] == "site-not-open"
    await scene.announce_agreement(h, AMENDED, "in_force", 4, **MORE)
    assert await state(client, site) == "open", "a PKS that names none covers all"


async def test_late_facts_of_an_agreement_do_not_bring_an_earlier_last_day_back(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.announce_agreement(h, NOTICE, "in_force", 3, **MORE, terminates_on=MONDAY)
    await scene.announce_agreement(h, AMENDED, "in_force", 2, **MORE)
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(TUESDAY), status=422)
