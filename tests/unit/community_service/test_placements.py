"""Where and when a sentence may be served: slots, period, caps, a child's day, the agreement on every date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.community_service.domain.placements import Booked, Place, Plan, confirm
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Determined
from services.community_service.errors.cases import WrongState
from services.community_service.errors.sites import SiteNotChildFriendly, SiteNotOpen
from services.community_service.rules import BOOK
from shared.errors import RulesBroken
from tests.unit.community_service.cases import NOTHING, NOW, child_verdict, gate, place, plan, sentence, uid, verdict

RULES = BOOK.sets[-1]


def broken(who: Sentence, where: Place, *plans: Plan, booked: Booked = NOTHING, now: datetime = NOW) -> list[str]:
    try:
        confirm(who, where, plans, booked, RULES, uid(8), now)
    except RulesBroken as refusal:
        return [each.slug for each in refusal.broken]
    return []


@pytest.mark.parametrize(
    ("on", "starts", "ends", "expected"),
    [
        ("2026-03-02", "08:00", "12:00", []),
        ("2026-03-02", "12:00", "16:00", []),
        ("2026-03-02", "07:59", "11:00", ["outside-slots"]),
        ("2026-03-02", "13:00", "16:01", ["outside-slots"]),
        ("2026-03-04", "08:00", "12:00", ["outside-slots"]),
        ("2026-03-02", "08:00", "12:01", ["daily-cap-exceeded"]),
        ("2026-06-02", "08:00", "12:00", ["outside-sentence-period"]),
        ("2026-05-26", "08:00", "12:00", []),
    ],
)
def test_an_adults_session(on: str, starts: str, ends: str, expected: list[str]) -> None:
    assert broken(sentence(), place(), plan(on, starts, ends)) == expected


@pytest.mark.parametrize(
    ("on", "starts", "ends", "expected"),
    [
        ("2026-03-02", "14:00", "16:00", []),
        ("2026-03-02", "13:59", "16:00", ["child-in-school-hours"]),
        ("2026-03-02", "08:00", "11:00", ["child-in-school-hours"]),
        ("2026-03-07", "15:00", "18:00", ["child-no-working-day"]),
        ("2026-03-07", "15:01", "18:01", ["child-no-working-day", "child-not-in-daytime"]),
        ("2026-03-07", "14:59", "18:00", ["child-no-working-day", "child-daily-cap-exceeded"]),
        ("2026-05-02", "14:00", "16:00", ["site-not-child-friendly", "child-no-working-day"]),
        ("2026-04-27", "14:00", "16:00", []),
    ],
)
def test_a_childs_session(on: str, starts: str, ends: str, expected: list[str]) -> None:
    assert broken(sentence(child_verdict()), place(), plan(on, starts, ends)) == expected


def test_a_child_goes_to_child_friendly_sites_only() -> None:
    session = plan("2026-03-02", "14:00", "16:00")
    child = sentence(child_verdict())
    assert broken(child, place(child_friendly=False), session) == ["site-not-child-friendly"]
    assert broken(child, replace(place(), accreditations=[]), session) == ["site-not-child-friendly"]
    assert broken(sentence(), place(child_friendly=False), session) == []


@pytest.mark.parametrize(
    ("determined", "expected"),
    [
        pytest.param(Determined(), ["site-not-child-friendly"], id="C2p: neither accredited nor named"),
        pytest.param(Determined(site_ids=frozenset({uid(3)})), [], id="C2p: the litmas names the site"),
        pytest.param(Determined(site_ids=frozenset({uid(4)})), ["site-not-child-friendly"], id="C2p: another site"),
        pytest.param(Determined(place_kinds=frozenset({"library"})), [], id="C2p: the litmas names the kind of place"),
        pytest.param(
            Determined(place_kinds=frozenset({"hospital"})),
            ["site-not-child-friendly"],
            id="C2p: another kind of place",
        ),
    ],
)
def test_the_litmas_determines_the_place_of_a_child(determined: Determined, expected: list[str]) -> None:
    library = replace(place(child_friendly=False, place_kind="library"), accreditations=[])
    session, booked = plan("2026-03-02", "14:00", "16:00"), replace(NOTHING, determined=determined)
    assert broken(sentence(child_verdict()), library, session, booked=booked) == expected


def test_a_site_of_no_known_kind_is_named_by_no_kind() -> None:
    nowhere = replace(place(child_friendly=False), accreditations=[])
    booked = replace(NOTHING, determined=Determined(place_kinds=frozenset({"library"})))
    session = plan("2026-03-02", "14:00", "16:00")
    assert broken(sentence(child_verdict()), nowhere, session, booked=booked) == ["site-not-child-friendly"]


def test_c2p_is_the_rule_of_the_place() -> None:
    assert (SiteNotChildFriendly.rule, SiteNotChildFriendly.article) == ("C2p", "PP 58/2022 art. 15(1)")


def test_the_daily_cap_counts_the_whole_day_of_the_person() -> None:
    morning, afternoon = plan("2026-03-02", "08:00", "10:00", 1), plan("2026-03-02", "14:00", "16:00", 2)
    assert broken(sentence(), place(), morning, afternoon) == []
    elsewhere = Booked({date(2026, 3, 2): 1}, 0)
    assert broken(sentence(), place(), morning, afternoon, booked=elsewhere) == ["daily-cap-exceeded"]
    full = sentence(verdict(hours_per_day=8))
    assert broken(full, place(), plan("2026-03-02", "08:00", "16:00")) == []
    assert broken(full, place(), plan("2026-03-02", "08:00", "16:00"), booked=elsewhere) == ["daily-cap-exceeded"]


def test_no_more_is_scheduled_than_remains() -> None:
    session = plan("2026-03-02", "08:00", "12:00")
    nearly = sentence(credited_minutes=3600 - 240, state="active")
    assert broken(nearly, place(), session) == []
    assert broken(nearly, place(), session, booked=Booked({}, 1)) == ["more-than-remains"]
    assert broken(sentence(credited_minutes=3600 - 239, state="active"), place(), session) == ["more-than-remains"]


def test_a_session_lies_ahead() -> None:
    session = plan("2026-03-02", "08:00", "12:00")
    starts = datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert session.starts_at == starts
    assert broken(sentence(), place(), session, now=starts.replace(hour=22, minute=59)) == []
    assert broken(sentence(), place(), session, now=starts) == ["session-in-past"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "suspended"}, ["agreement-not-in-force"]),
        ({"state": "expired"}, ["agreement-not-in-force"]),
        ({"scopes": frozenset({"training"})}, ["agreement-without-scope"]),
    ],
)
def test_the_agreement_is_in_force_and_covers_it(changes: dict[str, object], expected: list[str]) -> None:
    where = replace(place(), gate=gate(**changes))
    assert broken(sentence(), where, plan("2026-03-02", "08:00", "12:00")) == expected


def test_the_agreement_is_in_force_on_every_date() -> None:
    ends = replace(gate().period, ends_on=date(2026, 3, 9))
    where = replace(place(), gate=gate(period=ends))
    assert broken(sentence(), where, plan("2026-03-09", "08:00", "12:00")) == []
    sessions = [plan("2026-03-09", "08:00", "12:00", 1), plan("2026-03-10", "08:00", "12:00", 2)]
    assert broken(sentence(), where, *sessions) == ["outside-agreement-period"]


def test_only_an_open_site_takes_new_people_and_only_a_running_sentence_is_placed() -> None:
    session = plan("2026-03-02", "08:00", "12:00")
    with pytest.raises(SiteNotOpen):
        broken(sentence(), place(state="suspended", suspended_by="agreement"), session)
    with pytest.raises(WrongState):
        broken(sentence(credited_minutes=3600, state="completed"), place(), session)


def test_one_fact_for_the_placement_and_one_for_each_session() -> None:
    plans = [plan("2026-03-02", "08:00", "12:00", 1), plan("2026-03-03", "08:00", "10:00", 2)]
    sessions, happened = confirm(sentence(), place(), plans, NOTHING, RULES, uid(8), NOW)
    assert [each.slot.weekday for each in sessions] == [1, 2]
    assert [event.type.rpartition("community-service.")[2] for event in happened] == [
        "placement.confirmed",
        "session.scheduled",
        "session.scheduled",
    ]
    assert happened[0].public()["scheduled_minutes"] == 360
    assert {event.key for event in happened} == {str(uid(1))}
