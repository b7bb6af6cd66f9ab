"""A2: a programme follows its cooperation agreement (PKS), in whatever order the events come."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import asyncpg
import pytest

from services.agreements import events as agreements
from services.agreements.events import OrganisationUpdated
from tests.service.training import scene
from tests.service.training.client import AGENCY, TrainingClient

CHANGES = [("suspended", 6), ("resumed", 7), ("suspended", 8), ("expired", 9)]


async def test_with_its_agreement_it_is_suspended_and_open_again(ready: TrainingClient) -> None:
    empty = (await scene.open_programme(ready))["id"]
    running = (await scene.open_programme(ready, skill="cooking"))["id"]
    enrolment = await scene.enrol_somebody(ready, running)
    await scene.publish_agreement(ready, "suspended", 6)
    assert (await ready.read_programme(empty))["needs_decision"] is False
    suspended = await ready.read_programme(running)
    assert (suspended["state"], suspended["needs_decision"]) == ("suspended", True)
    refused = await scene.enrol_somebody(ready, running, status=409)
    assert (refused["title"], refused["rule"], refused["article"]) == ("programme-suspended", "A2", "PP 28/2018")
    # What runs goes on.
    assert (await ready.assess(enrolment["id"], 70))["score"] == 70
    await scene.publish_agreement(ready, "resumed", 7)
    opened = await ready.read_programme(running)
    assert (opened["state"], opened["needs_decision"]) == ("open", False)
    last = (await ready.h.facts())[-1]
    assert last[0] == "training.programme.opened"
    assert last[1]["state"] == "open"


async def test_nobody_moves_up_while_suspended_and_the_queue_does_when_open_again(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    first, second = [await scene.enrol_somebody(ready, programme) for _ in range(2)]

    async def taken_and_second() -> tuple[int, str]:
        enrolment = await ready.read_enrolment(second["id"])
        return (await ready.read_programme(programme))["taken"], enrolment["state"]

    await scene.publish_agreement(ready, "suspended", 6)
    await ready.withdraw(first["id"], reason="released")
    assert await taken_and_second() == (0, "waitlisted")
    await scene.publish_agreement(ready, "resumed", 7)
    assert await taken_and_second() == (1, "confirmed")


async def test_an_agreement_that_shrinks_suspends_what_it_no_longer_covers(ready: TrainingClient) -> None:
    short, long = await scene.open_programme(ready, ends_on="2026-04-30"), await scene.open_programme(ready)
    await scene.publish_agreement(ready, "in_force", 6, ends_on=date(2026, 4, 30))
    states = [(await ready.read_programme(programme["id"]))["state"] for programme in (short, long)]
    assert states == ["open", "suspended"]


@pytest.mark.parametrize("order", list(permutations(CHANGES)))
async def test_whatever_the_order_the_last_version_counts(ready: TrainingClient, order: list[tuple[str, int]]) -> None:
    programme = (await scene.open_programme(ready))["id"]
    for state, version in (*order, *order[::2]):
        await scene.publish_agreement(ready, state, version)
    assert (await ready.read_programme(programme))["state"] == "suspended"
    known = await ready.h.pool.fetchrow("select state, version from cooperation_agreements")
    assert tuple(known or ()) == ("expired", 9)


async def test_a_version_from_before_its_activation_comes_late_and_changes_nothing(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await scene.publish_agreement(ready, "signed", 4)
    assert (await ready.read_programme(programme))["state"] == "open"


async def test_the_same_message_twice_is_one_fact(ready: TrainingClient) -> None:
    await scene.open_programme(ready)
    for _ in range(3):
        await ready.h.hear(scene.describe_agreement("suspended"), version=6, id="same")
    assert (await ready.published()).count("training.programme.suspended") == 1


async def test_the_latest_version_of_an_organisation_stays(ready: TrainingClient) -> None:
    for name, version in (("Third", 3), ("Second", 2)):
        updated = OrganisationUpdated(organisation_id=AGENCY, code="org-0", name=name, kind="agency")
        await ready.h.hear(updated, version=version)
    assert await ready.h.pool.fetchval("select name from organisations where id = $1", AGENCY) == "Third"


def amend(event: type[agreements.CooperationAgreementFact], **changes: Any) -> agreements.CooperationAgreementFact:
    """A later fact about the agreement in force, with the fields of every kind of it."""
    fields = scene.describe_agreement("in_force").model_dump()
    more = {"addendum": 1, "days": 30, "given_on": date(2026, 3, 1), "notice_days": 30}
    return event.model_validate(fields | more | changes)


@pytest.mark.parametrize(
    ("event", "changes", "state"),
    [
        (agreements.CooperationAgreementAmended, {"scopes": ["marketing"]}, "suspended"),
        (agreements.CooperationAgreementAmended, {"ends_on": "2026-05-28"}, "suspended"),
        (agreements.CooperationAgreementAmended, {"ends_on": "2026-05-29"}, "open"),
        (agreements.CooperationAgreementAmended, {"scopes": ["training", "marketing"]}, "open"),
        (agreements.CooperationAgreementExpiring, {}, "open"),
        (agreements.CooperationAgreementNoticeGiven, {"terminates_on": "2026-05-28"}, "suspended"),
        (agreements.CooperationAgreementNoticeGiven, {"terminates_on": "2026-05-29"}, "open"),
        (agreements.CooperationAgreementTerminated, {"state": "terminated"}, "suspended"),
    ],
)
async def test_new_work_stops_where_the_agreement_no_longer_allows_it(
    ready: TrainingClient, event: type[agreements.CooperationAgreementFact], changes: dict[str, Any], state: str
) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await scene.enrol_somebody(ready, programme)
    await ready.h.hear(amend(event, **changes), version=6)
    found = await ready.read_programme(programme)
    assert (found["state"], found["needs_decision"]) == (state, state == "suspended"), (
        "running enrolments go on, flagged"
    )


async def test_an_addendum_that_allows_it_again_opens_it_again(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await ready.h.hear(amend(agreements.CooperationAgreementAmended, ends_on="2026-05-28"), version=6)
    await ready.h.hear(amend(agreements.CooperationAgreementAmended, ends_on="2027-05-28"), version=7)
    assert (await ready.read_programme(programme))["state"] == "open"


async def test_from_the_day_of_a_notice_its_last_day_holds(ready: TrainingClient) -> None:
    """The PKS itself, or its umbrella: the fact of the PKS says until when."""
    short, long = await scene.open_programme(ready, ends_on="2026-04-30"), await scene.open_programme(ready)
    await scene.enrol_somebody(ready, long["id"])
    await scene.publish_agreement(ready, "in_force", 6, terminates_on=date(2026, 4, 30))
    refused = await scene.open_programme(ready, status=422)
    assert (refused["title"], refused["article"]) == ("programme-after-last-day", "PP 28/2018 art. 9, 22")
    await scene.open_programme(ready, ends_on="2026-04-30")
    assert (await ready.read_programme(short["id"]))["state"] == "open"
    running = await ready.read_programme(long["id"])
    assert (running["state"], running["needs_decision"]) == ("suspended", True), "what runs goes on and is flagged"
    (item,) = (await ready.list_waiting(kind="programme_after_agreement"))["items"]
    assert (item["id"], item["waits_for"]) == (long["id"], "coordinator")
    await scene.publish_agreement(ready, "resumed", 7)
    assert (await ready.read_programme(long["id"]))["state"] == "open"


async def test_a_last_day_that_its_umbrella_or_a_signed_addendum_brings_holds_at_once(ready: TrainingClient) -> None:
    fields = {"because": "umbrella_notice", "ends_on": "2026-04-30", "period_ends_on": "2027-02-08"}
    await ready.h.hear(amend(agreements.CooperationAgreementLastDayChanged, **fields), version=6)
    assert (await scene.open_programme(ready, status=422))["title"] == "programme-after-last-day"
    fields |= {"because": "addendum_dropped", "ends_on": "2027-02-08"}
    await ready.h.hear(amend(agreements.CooperationAgreementLastDayChanged, **fields), version=7)
    await scene.open_programme(ready)


async def test_no_new_session_after_the_last_day_but_a_booked_one_may_move(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, sessions=4))["id"]

    async def schedule(number: int, day: str, status: int = 200) -> Any:
        starts, ends = f"{day}T14:00:00+09:00", f"{day}T17:00:00+09:00"
        return await ready.schedule_session(programme, number, starts_at=starts, ends_at=ends, status=status)

    await schedule(3, "2026-05-04")
    await scene.publish_agreement(ready, "in_force", 6, terminates_on=date(2026, 4, 30))
    assert (await schedule(4, "2026-05-05", 422))["title"] == "session-after-last-day"
    await schedule(3, "2026-05-05")
    await schedule(4, "2026-04-30")


async def test_a_pks_that_names_a_programme_opens_no_other(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await scene.publish_agreement(ready, "in_force", 6, programmes=("menjahit dasar", "las"))
    await scene.open_programme(ready, title="Las Listrik", skill="las")
    refused = await scene.open_programme(ready, title="Memasak", skill="cooking", status=422)
    assert (refused["title"], refused["article"]) == ("programme-not-covered", "PP 28/2018 art. 6(2), 19(2)")
    assert (await ready.read_programme(programme))["state"] == "open"
    await scene.publish_agreement(ready, "in_force", 7, programmes=("las",))
    assert (await ready.read_programme(programme))["state"] == "suspended"
    await scene.publish_agreement(ready, "in_force", 8)
    assert (await ready.read_programme(programme))["state"] == "open", "a PKS that names none covers all"


async def test_the_database_takes_no_new_programme_after_the_last_day(ready: TrainingClient) -> None:
    await scene.open_programme(ready)
    await scene.publish_agreement(ready, "in_force", 6, terminates_on=date(2026, 4, 30))
    columns = [row["column_name"] for row in await ready.h.pool.fetch(
        "select column_name from information_schema.columns where table_schema = 'training'"
        " and table_name = 'programmes' and column_name <> 'id'"
    )]  # fmt: skip
    names = ", ".join(columns)
    with pytest.raises(asyncpg.CheckViolationError, match="does not lie within its agreement"):
        await ready.h.pool.execute(
            f"insert into programmes (id, {names}) select gen_random_uuid(), {names} from programmes"
        )
