"""A changed verdict by name: the latest decision holds, every rule again, and nothing that was served is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service import justice
from services.community_service.domain.amendments import Judged, amend, review, revoke
from services.community_service.domain.ledger import Served
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import amendments as errors
from services.community_service.errors.cases import WrongState
from shared.errors import Refusal, RulesBroken
from tests.unit.community_service.cases import NOW, sentence, uid

TODAY = date(2026, 6, 1)
JUDGED = Judged(date(2026, 2, 20), date(1990, 1, 1), date(2026, 1, 10), 48)
STARTED = replace(JUDGED, started=True)
CHILD = replace(STARTED, birth_date=date(2010, 5, 5))
NAMED = {"court_code": "pn-ambon", "verdict_number": "12/Pid.B/2026/PN Amb"}


def change(**changes: Any) -> justice.SentenceAmended:
    said = {
        "change_number": "A1",
        "decided_on": "2026-04-01",
        "ground": "appeal",
        "hours": 60,
        "hours_per_day": 4,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "replaces": {"prison_months": 4},
    }
    return justice.SentenceAmended.model_validate(NAMED | said | changes)


def fall(**changes: Any) -> justice.SentenceRevoked:
    said = {"change_number": "R1", "decided_on": "2026-04-01", "reason": "cassation"}
    return justice.SentenceRevoked.model_validate(NAMED | said | changes)


def served(credited: int, cut: int = 0, cap: int = 480) -> list[Served]:
    return [Served(uid(7), date(2026, 3, 2), credited + cut, credited, cap)]


@pytest.mark.parametrize(
    ("name", "credited", "hours", "matters", "state", "remaining"),
    [
        ("AMEND-01 more hours", 600, 80, 0, "active", 4200),
        ("AMEND-02 fewer hours, more than served", 600, 11, 0, "active", 60),
        ("AMEND-03 exactly what is served", 600, 10, 0, "completed", 0),
        ("AMEND-04 fewer than served: negative, plainly", 600, 8, 0, "completed", -120),
        ("AMEND-05 fewer than served, an alarm is open", 600, 8, 1, "active", -120),
    ],
)
def test_hours_against_what_is_served(
    name: str, credited: int, hours: int, matters: int, state: str, remaining: int
) -> None:
    case = sentence(state="active", credited_minutes=credited)
    done = amend(case, STARTED, change(hours=hours), served(credited), NOW, TODAY, matters)
    assert (done.sentence.state, done.sentence.remaining_minutes) == (state, remaining), name
    assert done.sentence.credited_minutes == credited
    assert [e.type.rpartition(".")[2] for e in done.happened] == ["amended"] + ["completed"] * (state == "completed")


@pytest.mark.parametrize(
    ("name", "before", "judged", "state"),
    [
        ("AMEND-06 completed, and more is asked now", "completed", STARTED, "active"),
        ("AMEND-07 never begun", "assigned", JUDGED, "assigned"),
        ("AMEND-08 revoked, and a later decision brings it back", "revoked", STARTED, "active"),
        ("AMEND-09 revoked before it began, and back", "revoked", JUDGED, "assigned"),
    ],
)
def test_the_state_after_a_change(name: str, before: Any, judged: Judged, state: str) -> None:
    case = sentence(state=before, credited_minutes=600)
    assert amend(case, judged, change(hours=20), served(600), NOW, TODAY).sentence.state == state, name


def test_amend_10_minutes_that_were_cut_have_room_now() -> None:
    case = sentence(state="completed", credited_minutes=3600)
    done = amend(case, STARTED, change(hours=61), served(100, cut=200), NOW, TODAY)
    assert [(e.kind, e.minutes) for e in done.entries] == [("restoration", 60)]
    assert (done.sentence.state, done.sentence.credited_minutes) == ("completed", 3660)


def test_amend_11_a_repeat_stays_on_top() -> None:
    case = sentence(state="active", required_minutes=3840, repeat_minutes=240)
    assert amend(case, STARTED, change(hours=20), [], NOW, TODAY).sentence.required_minutes == 1440


def test_amend_26_no_change_shortens_a_repeat() -> None:
    ordered = replace(STARTED, repeat_until=date(2026, 9, 30))
    case = sentence(state="active", required_minutes=3840, repeat_minutes=240)
    assert amend(case, ordered, change(), [], NOW, TODAY).sentence.period.ends_on == date(2026, 9, 30)
    earlier = replace(STARTED, repeat_until=date(2026, 4, 30))
    assert amend(case, earlier, change(), [], NOW, TODAY).sentence.period.ends_on == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("name", "said", "judged", "slugs"),
    [
        ("AMEND-12 K4", {"hours": 241}, STARTED, {"hours-out-of-range"}),
        ("AMEND-13 C1", {"hours": 121, "hours_per_day": 3}, CHILD, {"child-hours-out-of-range"}),
        ("AMEND-14 C2", {"hours": 20}, CHILD, {"child-day-too-long"}),
        ("AMEND-15 K5, a day", {"hours_per_day": 9}, STARTED, {"day-too-long"}),
        ("AMEND-16 K5, the period", {"ends_on": "2026-09-02"}, STARTED, {"period-too-long"}),
        ("AMEND-17 K5, it does not fit", {"hours": 240, "hours_per_day": 2}, STARTED, {"does-not-fit-period"}),
        ("AMEND-18 K1", {"replaces": {"prison_days": 181}}, STARTED, {"replaced-prison-too-long"}),
        ("AMEND-19 K8", {"replaces": None}, STARTED, {"verdict-incomplete"}),
        ("AMEND-20 before the verdict", {"decided_on": "2026-02-19"}, STARTED, {"change-before-verdict"}),
        ("AMEND-21 not decided yet", {"decided_on": "2026-06-02"}, STARTED, {"verdict-in-future"}),
    ],
)
def test_every_rule_again(name: str, said: dict[str, Any], judged: Judged, slugs: set[str]) -> None:
    with pytest.raises(RulesBroken) as refused:
        amend(sentence(state="active"), judged, change(**said), [], NOW, TODAY)
    assert {refusal.slug for refusal in refused.value.broken} == slugs, name
    assert all(refusal.article for refusal in refused.value.broken if refusal.rule)


def test_amend_22_after_a_breach_has_closed_it_only_a_revocation_is_taken() -> None:
    closed, ended = sentence(state="closed"), replace(STARTED, closed=True)
    with pytest.raises(WrongState):
        amend(closed, ended, change(), [], NOW, TODAY)
    assert revoke(closed, ended, fall(), TODAY)[0].state == "revoked"


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"decided_on": "2026-02-19"}, "change-before-verdict"), ({"decided_on": "2026-06-02"}, "verdict-in-future")],
)
def test_amend_23_a_revocation_has_a_sane_date(said: dict[str, Any], refusal: str) -> None:
    with pytest.raises(RulesBroken) as refused:
        revoke(sentence(), JUDGED, fall(**said), TODAY)
    assert [each.slug for each in refused.value.broken] == [refusal]


@pytest.mark.parametrize(
    ("hours", "before", "state", "review_"),
    [
        (60, "open", "completed", "open"),
        (60, "stands", "completed", "stands"),
        (61, "stands", "active", None),
        (8, "open", "completed", None),
    ],
)
def test_amend_24_what_the_prosecutor_has_to_decide_is_not_decided_by_a_change(
    hours: int, before: Any, state: str, review_: str | None
) -> None:
    case = sentence(state="completed", credited_minutes=3540, review=before)
    done = amend(case, STARTED, change(hours=hours), served(3540), NOW, TODAY).sentence
    assert (done.state, done.review) == (state, review_)


def test_amend_25_a_review_is_decided_once() -> None:
    case = sentence(state="completed", credited_minutes=3540, review="open")
    reopened, (fact,) = review(case, "reopened")
    assert (reopened.state, reopened.review, fact.public()["cause"]) == ("active", None, "reopened")
    stands, _ = review(case, "completion_stands")
    assert (stands.state, stands.review) == ("completed", "stands")
    for decided in (reopened, stands, sentence()):
        with pytest.raises(WrongState):
            review(decided, "reopened")


def applied(
    said: justice.SentenceAmended | justice.SentenceRevoked, case: Sentence, judged: Judged
) -> tuple[Sentence, Judged]:
    """As the command does it: what is older than the latest one changes nothing."""
    try:
        moved = (
            amend(case, judged, said, [], NOW, TODAY).sentence
            if isinstance(said, justice.SentenceAmended)
            else revoke(case, judged, said, TODAY)[0]
        )
    except errors.ChangeSuperseded:
        return case, judged
    stamp = (said.decided_on, said.change_number)
    latest = max(judged.latest or stamp, stamp)
    return moved, replace(
        judged, latest=latest, terms=stamp if isinstance(said, justice.SentenceAmended) else judged.terms
    )


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(8, 60), st.booleans()),
        min_size=1,
        max_size=4,
        unique_by=lambda c: c[0],
    )
)
def test_in_any_order_and_twice_the_state_is_the_same(drawn: list[tuple[int, int, bool]]) -> None:
    changes = [
        fall(change_number=str(number), decided_on=f"2026-04-0{1 + number // 2}")
        if falls
        else change(change_number=str(number), decided_on=f"2026-04-0{1 + number // 2}", hours=hours)
        for number, hours, falls in drawn
    ]
    ends = set()
    for order in permutations(changes):
        case, judged = sentence(state="active", credited_minutes=600), STARTED
        for said in [*order, *order]:
            case, judged = applied(said, case, judged)
        ends.add(case)
    assert len(ends) == 1


def test_a_refusal_of_an_older_change_names_both_dates() -> None:
    held = replace(STARTED, terms=(date(2026, 4, 2), "A2"))
    with pytest.raises(errors.ChangeSuperseded) as refused:
        amend(sentence(), held, change(), [], NOW, TODAY)
    said: Refusal = refused.value
    assert "2026-04-01" in said.message("id")
    assert "2026-04-02" in said.message("id")
