"""A site lives and rests with its agreement."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.community_service.domain.sites import (
    Accreditation,
    Slot,
    accredited_on,
    close,
    follow,
    need_gate,
    open_site,
    resume,
    suspend,
    withdraw_declaration,
)
from services.community_service.errors import sites as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import DeclarationWithdrawn
from tests.unit.community_service.cases import TODAY, gate, place, uid

SITE = place().site
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOLDS = [Accreditation(date(2026, 2, 9), None)]


def test_a_site_opens_under_an_agreement_in_force() -> None:
    _, (opened,) = open_site(SITE, gate(), HOLDS, non_commercial=True, today=TODAY)
    assert opened.type == "community-service.site.opened"
    for changes, refusal in (
        ({"state": "suspended"}, errors.AgreementNotInForce),
        ({"state": "signed"}, errors.AgreementNotInForce),
        ({"scopes": frozenset({"training"})}, errors.AgreementWithoutScope),
    ):
        with pytest.raises(refusal):
            open_site(SITE, gate(**changes), HOLDS, non_commercial=True, today=TODAY)
    with pytest.raises(errors.OutsideAgreementPeriod):
        open_site(SITE, gate(), HOLDS, non_commercial=True, today=date(2027, 2, 9))


def test_k3_a_site_declares_that_it_is_not_commercial() -> None:
    with pytest.raises(errors.CommercialSite) as refusal:
        open_site(SITE, gate(), HOLDS, non_commercial=False, today=TODAY)
    assert (refusal.value.rule, refusal.value.article) == ("K3", "KUHP (UU 1/2023) art. 85(3)")


def test_c2p_child_friendly_needs_an_accreditation_of_the_day() -> None:
    with pytest.raises(errors.SiteNotChildFriendly) as refusal:
        open_site(SITE, gate(), [Accreditation(date(2026, 3, 2), None)], non_commercial=True, today=TODAY)
    assert (refusal.value.rule, refusal.value.article) == ("C2p", "PP 58/2022 art. 15(1)")


@pytest.mark.parametrize(
    ("day", "holds"), [("2026-02-08", False), ("2026-02-09", True), ("2026-03-31", True), ("2026-04-01", False)]
)
def test_both_days_of_an_accreditation_are_included(day: str, holds: bool) -> None:
    assert accredited_on([Accreditation(date(2026, 2, 9), date(2026, 3, 31))], date.fromisoformat(day)) is holds


def test_slots_of_a_day_do_not_overlap() -> None:
    def site(*slots: Slot) -> None:
        changed = place(slots=slots).site
        open_site(changed, gate(), HOLDS, non_commercial=True, today=TODAY)

    morning, afternoon = Slot(uid(1), 1, time(8), time(12), 2), Slot(uid(2), 1, time(12), time(16), 2)
    site(afternoon, morning)
    site(morning, Slot(uid(3), 2, time(8), time(12), 2))
    with pytest.raises(errors.SlotsOverlap):
        site(morning, Slot(uid(4), 1, time(11, 59), time(13), 2))


def test_it_follows_its_agreement_and_twice_is_once() -> None:
    suspended, (fact,) = follow(SITE, gate(state="suspended"))
    assert (suspended.state, fact.public()["by"]) == ("suspended", "agreement")
    assert follow(suspended, gate(state="expired")) == (suspended, [])
    reopened, (again,) = follow(suspended, gate())
    assert (reopened, again.type) == (SITE, "community-service.site.opened")
    assert follow(reopened, gate()) == (reopened, [])


def test_what_a_coordinator_suspends_an_agreement_does_not_reopen() -> None:
    suspended, _ = suspend(SITE, "coordinator")
    assert follow(suspended, gate()) == (suspended, [])
    with pytest.raises(errors.AgreementNotInForce):
        resume(suspended, gate(state="suspended"), TODAY)
    assert resume(suspended, gate(), TODAY)[0] == SITE
    with pytest.raises(WrongState):
        suspend(suspended, "coordinator")


def test_closed_is_for_good() -> None:
    closed, _ = close(suspend(SITE, "coordinator")[0])
    assert follow(closed, gate()) == (closed, [])
    with pytest.raises(WrongState):
        close(closed)
    with pytest.raises(WrongState):
        resume(closed, gate(), TODAY)
    with pytest.raises(WrongState):
        suspend(closed, "coordinator")


def test_k3_a_commercial_site_takes_nobody_and_never_opens_again() -> None:
    commercial, (withdrawn, suspended) = withdraw_declaration(SITE, MONDAY)
    assert isinstance(withdrawn, DeclarationWithdrawn)
    assert (commercial.state, commercial.suspended_by, suspended.public()["by"]) == (
        "suspended",
        "coordinator",
        "coordinator",
    )
    with pytest.raises(errors.CommercialSite):
        resume(commercial, gate(), TODAY)
    assert withdraw_declaration(commercial, MONDAY + timedelta(days=1)) == (commercial, [])


def test_k3_a_commercial_site_does_not_open_with_its_agreement() -> None:
    resting, _ = follow(SITE, gate(state="suspended"))
    commercial, happened = withdraw_declaration(resting, MONDAY)
    assert happened == [DeclarationWithdrawn(site_id=SITE.id)], "it rests already"
    assert follow(commercial, gate()) == (commercial, [])


def test_a_closed_site_stays_closed_when_its_declaration_is_withdrawn() -> None:
    closed, _ = close(SITE)
    commercial, happened = withdraw_declaration(closed, MONDAY)
    assert (commercial.state, commercial.suspended_by) == ("closed", None)
    assert happened == [DeclarationWithdrawn(site_id=SITE.id)]


LAST_DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        pytest.param("2026-03-31", True, id="A2: the last day is included"),
        pytest.param("2026-04-01", False, id="A2: the day after the last day"),
    ],
)
def test_a_last_day_that_is_known_now_holds_at_once(day: str, *, allowed: bool) -> None:
    noticed, on = gate(last_day=LAST_DAY), date.fromisoformat(day)
    assert noticed.carries(SITE.name, on) is allowed
    if allowed:
        return need_gate(noticed, SITE.name, on)
    with pytest.raises(errors.AfterLastDay) as refusal:
        need_gate(noticed, SITE.name, on)
    assert refusal.value.article == "PP 28/2018 art. 9, 22"
    return None


@pytest.mark.parametrize(
    ("named", "covered"),
    [
        pytest.param([], True, id="A2: a PKS that names no site covers all"),
        pytest.param(["Taman kota", "Pantai Natsepa"], True, id="A2: it is named"),
        pytest.param(["TAMAN  KOTA"], True, id="A2: capitals and spaces make no other name"),
        pytest.param(["Taman"], False, id="A2: a part of a name is another name"),
        pytest.param(["Pantai Natsepa"], False, id="A2: another one is named"),
    ],
)
def test_a_pks_that_names_its_sites_covers_no_other(named: list[str], *, covered: bool) -> None:
    naming = gate(sites=frozenset(named))
    assert naming.carries(SITE.name, TODAY) is covered
    followed, _ = follow(SITE, naming)
    assert followed.state == ("open" if covered else "suspended")
    if covered:
        open_site(SITE, naming, HOLDS, non_commercial=True, today=TODAY)
        return
    with pytest.raises(errors.SiteNotCovered) as refusal:
        open_site(SITE, naming, HOLDS, non_commercial=True, today=TODAY)
    assert refusal.value.article == "PP 28/2018 art. 6(2), 19(2)"
    with pytest.raises(errors.SiteNotCovered):
        resume(suspend(SITE, "coordinator")[0], naming, TODAY)
    assert follow(followed, gate(sites=frozenset({SITE.name})))[0] == SITE, "named again, it is open again"
