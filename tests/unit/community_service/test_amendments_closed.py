"""A verdict that changes after a decision on a breach: the new amounts cap what was ordered, and no change is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service import justice
from services.community_service.domain.amendments import Judged
from services.community_service.domain.amendments_closed import HELD, amend_closed
from services.community_service.domain.breaches_orders import Order
from services.community_service.domain.cases import Case, Ordered, Progress, Replaced
from services.community_service.domain.fines import Fine, prison_days
from services.community_service.errors import amendments as errors
from services.community_service.errors.cases import WrongState
from services.community_service.rules import BOOK
from shared.errors import Refusal, RulesBroken
from tests.unit.community_service.cases import case, sentence, uid
from tests.unit.community_service.test_amendments import STARTED, change

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
CLOSED = replace(STARTED, closed=True)
FINE = BOOK.sets[-1].fine
PRISON = Order(uid(40), "prison", prison_days=120)
RUPIAH = 5_000_000


def closed(prison: int = 120, rupiah: int = 0, detained: int = 0, **changes: Any) -> Case:
    """60 hours, of which 10 are served, in place of 120 days or of a fine; a breach has closed it."""
    of: dict[str, Any] = {"state": "closed", "rules_from": BOOK.sets[-1].valid_from, "credited_minutes": 600}
    known = case(sentence(**(of | changes)))
    return replace(known, replaced=Replaced(prison, rupiah), ordered=Ordered(3600, prison, rupiah, detained))


def fined(state: str = "open", **changes: Any) -> Order:
    """A fine of Rp5,000,000."""
    fine = Fine(uid(50), uid(40), uid(1), RUPIAH, date(2026, 4, 1), date(2026, 5, 1), state=state)  # type: ignore[arg-type]
    return Order(uid(40), "fine", fine_rupiah=RUPIAH, fine=replace(fine, **changes))


def imprisoned(days: int = 5, **changes: Any) -> Order:
    seized = date(2026, 5, 15)
    of = {"settled_by": "substitute_prison", "substitute_days": days, "substitute_on": seized, "seized_on": seized}
    return fined("settled", **(of | changes))


def prison(days: int, **changes: Any) -> justice.SentenceAmended:
    stated = {"replaces": {"prison_days": days}, "sanctions": {"prison_days": days}, "hours": 60}
    return change(**(stated | changes))


def fine(rupiah: int, **changes: Any) -> justice.SentenceAmended:
    return change(**({"replaces": {"fine_rupiah": rupiah}, "sanctions": {"fine_rupiah": rupiah}} | changes))


def amended(known: Case, order: Order, stated: justice.SentenceAmended, **by: Any) -> tuple[Order, Progress]:
    return amend_closed(known, CLOSED, order, stated, NOW, **by)


def said(done: Progress) -> list[str]:
    return [event.type.removeprefix("community-service.") for event in done.events]


@pytest.mark.parametrize(
    ("known", "order", "stated", "days"),
    [
        pytest.param(closed(), PRISON, prison(90), 90, id="K6b: fewer days are replaced"),
        pytest.param(closed(), PRISON, prison(120), 120, id="K6b: the same days stay"),
        pytest.param(
            closed(), replace(PRISON, prison_days=30), prison(90), 30, id="K6b: fewer were ordered than are left"
        ),
        pytest.param(
            closed(), PRISON, prison(90, sanctions={"prison_days": 60}), 60, id="K6b: the verdict orders fewer days"
        ),
        pytest.param(closed(), PRISON, prison(120, hours=30), 120, id="K6: fewer hours change no prison"),
        pytest.param(closed(detained=40), PRISON, prison(100), 60, id="art. 61: less the detention that is known"),
        pytest.param(closed(), PRISON, prison(100, detained_days=70), 30, id="art. 61: less more detention"),
        pytest.param(closed(), PRISON, prison(100, detained_days=100), 0, id="art. 61: detention leaves nothing"),
    ],
)
def test_prison_that_was_ordered_follows_a_lower_verdict(
    known: Case, order: Order, stated: justice.SentenceAmended, days: int
) -> None:
    after, done = amended(known, order, stated)
    assert after.prison_days == days
    assert done.case.sentence.state == "closed"
    assert done.case.sentence.credited_minutes == 600
    less = days != order.prison_days
    assert said(done) == ["sentence.amended", *(["breach.reduced"] if less else [])]
    if less:
        fact = done.events[1].public()
        assert (fact["prison_days"], fact["prison_days_before"], fact["state"]) == (days, order.prison_days, "closed")


@pytest.mark.parametrize(
    ("order", "rupiah", "rest", "days", "facts"),
    [
        pytest.param(fined(), 3_000_000, 3_000_000, 0, [], id="K6c: the fine is lower"),
        pytest.param(fined("overdue"), 3_000_000, 3_000_000, 0, [], id="K6c: also when it is overdue"),
        pytest.param(
            fined(paid_rupiah=2_000_000), 3_000_000, 1_000_000, 0, [], id="K6c: what was paid counts for the lower fine"
        ),
        pytest.param(
            fined(paid_rupiah=3_000_000),
            *(3_000_000, 0, 0, ["fine.settled"]),
            id="K6c: what was paid covers the lower fine",
        ),
        pytest.param(
            fined(paid_rupiah=4_000_000),
            *(3_000_000, 0, 0, ["fine.settled"]),
            id="K6c: more was paid than is asked: the rest is nothing, never less",
        ),
        pytest.param(imprisoned(), 3_000_000, 3_000_000, 3, ["fine.prison-changed"], id="K6c: fewer days of prison"),
        pytest.param(
            imprisoned(2), 3_000_000, 3_000_000, 2, [], id="K6c: fewer days were ordered than the rest allows"
        ),
        pytest.param(
            imprisoned(4, paid_rupiah=1_000_000), 1_000_001, 1, 1, ["fine.prison-changed"], id="K6c: a rupiah is a day"
        ),
        pytest.param(
            imprisoned(4, paid_rupiah=1_000_000),
            *(1_000_000, 0, 0, ["fine.prison-changed", "fine.settled"]),
            id="K6c: nothing is unpaid, and the order of prison is lifted",
        ),
        pytest.param(imprisoned(), 5_000_000, 5_000_000, 5, None, id="K6c: the same fine changes nothing"),
    ],
)
def test_the_fine_that_rests_and_its_prison_follow_a_lower_verdict(
    order: Order, rupiah: int, rest: int, days: int, facts: list[str] | None
) -> None:
    after, done = amended(closed(0, RUPIAH), order, fine(rupiah))
    assert after.fine
    assert FINE
    assert (after.fine.rest, prison_days(after.fine, FINE), after.fine_rupiah) == (rest, days, rupiah)
    assert said(done) == ["sentence.amended", *([] if facts is None else ["breach.reduced", *facts])]
    assert (after.fine.state == "settled") == (rest == 0 or days > 0)
    if facts and facts[-1] == "fine.settled":
        assert (after.fine.settled_by, done.events[-1].public()["settled_by"]) == ("amendment", "amendment")


def test_k6c_a_fine_that_is_paid_stays_paid_and_nothing_is_said_of_money_back() -> None:
    paid = fined("settled", settled_by="payment", paid_rupiah=RUPIAH)
    after, done = amended(closed(0, RUPIAH), paid, fine(3_000_000))
    assert after.fine
    assert (after.fine.settled_by, after.fine.rest, said(done)) == (
        *("payment", 0),
        ["sentence.amended", "breach.reduced"],
    )


def test_k6c_prison_that_older_rules_ordered_at_once_follows_the_lower_fine() -> None:
    older = Order(uid(40), "substitute_prison", prison_days=5)
    assert amended(closed(0, RUPIAH), older, fine(2_500_000))[0].prison_days == 3


@pytest.mark.parametrize(
    ("known", "order", "stated", "refusal"),
    [
        pytest.param(closed(), PRISON, prison(121), errors.RaisesAfterDecision, id="K6: a day more of prison"),
        pytest.param(closed(), PRISON, prison(120, hours=61), errors.RaisesAfterDecision, id="K6: an hour more"),
        pytest.param(
            closed(0, RUPIAH), fined(), fine(RUPIAH + 1), errors.RaisesAfterDecision, id="K6: a rupiah more of a fine"
        ),
        pytest.param(closed(), PRISON, fine(1), errors.RaisesAfterDecision, id="K6: a fine in place of prison"),
        pytest.param(
            closed(),
            PRISON,
            prison(90, sanctions={"repeat_hours": 60}),
            errors.NoLongerOrdered,
            id="K6: the verdict no longer orders prison",
        ),
        pytest.param(closed(), PRISON, prison(90, hours=10), errors.ServedByNewTerms, id="K6: all hours are served"),
        pytest.param(
            closed(), PRISON, prison(90, hours=8), errors.ServedByNewTerms, id="K6: more than all hours are served"
        ),
        pytest.param(
            closed(state="revoked"), PRISON, prison(90), errors.FallenAfterDecision, id="K6: the verdict fell meanwhile"
        ),
    ],
)
def test_what_does_not_fit_is_held_for_the_prosecutor(
    known: Case, order: Order, stated: justice.SentenceAmended, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as held:
        amended(known, order, stated)
    assert isinstance(held.value, HELD)
    assert held.value.rule == "K6"


def test_k6_the_prosecutor_applies_what_the_verdict_no_longer_orders_and_nothing_is_left() -> None:
    stated = prison(90, sanctions={"repeat_hours": 60})
    after, done = amended(closed(), PRISON, stated, decided=True)
    assert (after.prison_days, done.case.sentence.state, said(done)) == (
        *(0, "closed"),
        ["sentence.amended", "breach.reduced"],
    )


@given(st.integers(1, 180), st.integers(0, 180), st.integers(8, 240))
def test_no_change_ever_raises_an_order_not_even_by_the_prosecutor(days: int, ordered: int, hours: int) -> None:
    stated = prison(days, sanctions={"prison_days": min(days, ordered) or None, "repeat_hours": 1}, hours=hours)
    stated = stated.model_copy(update={"hours_per_day": 8})
    after, done = amended(closed(), PRISON, stated, decided=True)
    assert 0 <= (after.prison_days or 0) <= 120
    assert done.case.sentence.state == "closed"
    assert not done.case.entries, "nothing is credited to a closed sentence"


@pytest.mark.parametrize(
    ("judged", "stated", "refusal"),
    [
        pytest.param(CLOSED, prison(90, hours=241), RulesBroken, id="K4: it keeps every rule of a verdict"),
        pytest.param(CLOSED, prison(90, decided_on="2026-06-02"), RulesBroken, id="K8: it is decided"),
        pytest.param(
            replace(CLOSED, terms=(date(2026, 4, 2), "A9")),
            prison(90),
            errors.ChangeSuperseded,
            id="K6: a later change holds already",
        ),
        pytest.param(replace(CLOSED, lapsed=True), prison(90), WrongState, id="K9: what has lapsed is not changed"),
        pytest.param(replace(CLOSED, doubted=True), prison(90), errors.RegimeInDoubt, id="D1: the regime is in doubt"),
    ],
)
def test_what_is_refused_is_not_held(judged: Judged, stated: justice.SentenceAmended, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        amend_closed(closed(), judged, PRISON, stated, NOW)
    assert not isinstance(refused.value, HELD)


def test_k6_an_amendment_from_before_the_revocation_is_superseded() -> None:
    fallen = replace(CLOSED, latest=(date(2026, 4, 2), "R1"))
    with pytest.raises(errors.ChangeSuperseded):
        amend_closed(closed(state="revoked"), fallen, PRISON, prison(90), NOW)
