"""Breach by name, under the first rule set: when a warning, a proposal and a decision are allowed, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.community_service.domain.bounds import Bound
from services.community_service.domain.breaches import ORDER, WAITING, Breach, Step, ladder
from services.community_service.domain.breaches_decisions import Decision, decide, decider
from services.community_service.domain.breaches_steps import propose, standing, warn
from services.community_service.domain.cases import Alarm, Progress, Replaced
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sessions import Attendance
from services.community_service.errors import breaches as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import BreachState, Failure
from services.community_service.rules import BOOK
from services.community_service.words import words_of
from shared.errors import Refusal
from tests.unit.community_service.cases import attendance, case, child_verdict, sentence, served, uid

NOW = datetime(2026, 3, 31, 1, tzinfo=UTC)
WARNED = datetime(2026, 3, 15, tzinfo=UTC)
PRISON, FINE, NOTHING = Replaced(120, 0), Replaced(0, 5_000_000), Replaced(0, 0)


FIRST = BOOK.sets[0].valid_from


def failures(count: int, after: int = 0) -> list[Failure]:
    """So many failures, `after` of them since the warning."""
    days = [WARNED - timedelta(days=9 - n) for n in range(count - after)]
    days += [WARNED + timedelta(days=n + 1) for n in range(after)]
    return [
        Failure(session_id=uid(n), starts_at=day, outcome="unacceptable_absence", fact_id=uid(100 + n))
        for n, day in enumerate(days)
    ]


def adult(**changes: Any) -> Sentence:
    """60 hours at 4 a day, 10 of them served, to 31 May."""
    fields: dict[str, Any] = {"state": "active", "credited_minutes": 600, "rules_from": FIRST}
    return sentence(**fields | changes)


def child(**changes: Any) -> Sentence:
    """20 hours at 3 a day."""
    fields: dict[str, Any] = {"state": "active", "rules_from": FIRST}
    return sentence(child_verdict(), **fields | changes)


LADDER: tuple[BreachState, ...] = ("warned", "proposed", "decided")


def breach(state: BreachState = "warned") -> Breach:
    """In this state, with every step that leads to it. The counsellor is pk, the prosecutor jaksa."""
    taken = LADDER[: LADDER.index(state) + 1]
    steps = [
        Step(step, "jaksa" if step == "decided" else "pk", WARNED + timedelta(days=n)) for n, step in enumerate(taken)
    ]
    return Breach(uid(40), uid(1), tuple(steps))


@pytest.mark.parametrize(
    ("name", "who", "count", "refusal"),
    [
        ("BREACH-01 an adult, one failure", adult(), 1, errors.TooFewFailures),
        ("BREACH-02 an adult, two failures", adult(), 2, None),
        ("BREACH-03 a child, one failure", child(), 1, errors.ChildTooFewFailures),
        ("BREACH-04 a child, two failures", child(), 2, None),
        ("BREACH-05 completed already", replace(adult(), state="completed"), 5, WrongState),
        ("BREACH-06 revoked", replace(adult(), state="revoked"), 5, WrongState),
    ],
)
def test_when_a_warning_is_due(name: str, who: Sentence, count: int, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            warn(case(who), None, failures(count), uid(40), "pk", NOW)
        return
    made, done = warn(case(who), None, failures(count), uid(40), "pk", NOW)
    (fact,) = done.events
    assert (made.steps, fact.public()["failures"]) == ((Step("warned", "pk", NOW),), count), name


@pytest.mark.parametrize(
    ("name", "who", "found", "refusal"),
    [
        ("BREACH-07 an adult, two failures", adult(), failures(2, 1), errors.TooFewFailures),
        ("BREACH-08 an adult, three, none since the warning", adult(), failures(3), errors.NoFailureSinceWarning),
        ("BREACH-09 an adult, three, one since the warning", adult(), failures(3, 1), None),
        ("BREACH-10 a child, three", child(), failures(3, 1), errors.ChildTooFewFailures),
        ("BREACH-11 a child, four, one since the warning", child(), failures(4, 1), None),
        ("BREACH-12 completed meanwhile", replace(adult(), state="completed"), failures(3, 1), WrongState),
    ],
)
def test_when_a_proposal_is_due(name: str, who: Sentence, found: list[Failure], refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            propose(case(who), breach(), found, "pk", NOW)
        return
    made, done = propose(case(who), breach(), found, "pk", NOW)
    (fact,) = done.events
    assert (made.state, len(fact.public()["evidence"])) == ("proposed", len(found)), name
    assert made.evidence == tuple(failure.session_id for failure in found)


@pytest.mark.parametrize("state", ["proposed", "decided"])
def test_breach_13_it_is_proposed_once(state: BreachState) -> None:
    with pytest.raises(WrongState):
        propose(case(adult()), breach(state), failures(3, 1), "pk", NOW)


@pytest.mark.parametrize(
    ("name", "open_breach", "found", "stands"),
    [
        ("BREACH-14 nothing", None, failures(1), None),
        ("BREACH-15 a warning could be given", None, failures(2), "warning_due"),
        ("BREACH-16 warned", breach(), failures(3), "warned"),
        ("BREACH-17 it could be proposed", breach(), failures(3, 1), "proposal_due"),
        ("BREACH-18 proposed", breach("proposed"), failures(3, 1), "proposed"),
    ],
)
def test_where_a_case_stands(name: str, open_breach: Breach | None, found: list[Failure], stands: str | None) -> None:
    assert standing(case(adult()), open_breach, found, NOW) == stands, name


def test_breach_19_the_steps_follow_each_other_and_all_but_the_last_wait() -> None:
    assert ladder(case(adult())) == ladder(case(child())) == LADDER
    assert ORDER[:-1] == WAITING
    assert BOOK.sets[0].breach.failures.keys() == BOOK.sets[0].child_breach.failures.keys() == {*LADDER[:-1]}


def judge(
    who: Sentence,
    decision: Decision,
    replaced: Replaced = PRISON,
    evidence: int = 4,
    *sessions: Attendance,
    **more: Any,
) -> Progress:
    known = replace(case(who, *sessions, replaced=replaced, **more), at_hand=None, surroundings=None)
    roles = {"prosecutor", "supervising_judge"}
    decided, done = decide(known, breach("proposed"), decision, evidence, decider(known, roles), "jaksa", NOW)
    assert decided.steps[-1] == Step("decided", "jaksa", NOW)
    return done


@pytest.mark.parametrize(
    ("name", "who", "decision", "replaced", "refusal", "figures"),
    [
        (
            "BREACH-20 a, an hour more than the verdict",
            adult(),
            Decision("repeat", hours=61),
            PRISON,
            errors.MoreThanReplaced,
            ("60", "61"),
        ),
        (
            "BREACH-21 b, a day more than replaced",
            adult(),
            Decision("prison", days=121),
            PRISON,
            errors.MoreThanReplaced,
            ("120", "121"),
        ),
        (
            "BREACH-22 b, where a fine was replaced",
            adult(),
            Decision("prison", days=1),
            FINE,
            errors.MoreThanReplaced,
            ("0", "1"),
        ),
        (
            "BREACH-23 c, a rupiah more than replaced",
            adult(),
            Decision("fine", rupiah=5_000_001),
            FINE,
            errors.MoreThanReplaced,
            ("5,000,000", "5,000,001"),
        ),
        (
            "BREACH-24 c, where prison was replaced",
            adult(),
            Decision("fine", rupiah=1),
            PRISON,
            errors.MoreThanReplaced,
            ("0", "1"),
        ),
        (
            "BREACH-25 c, substitute prison for prison",
            adult(),
            Decision("substitute_prison", days=1),
            PRISON,
            errors.MoreThanReplaced,
            ("0", "1"),
        ),
        (
            "BREACH-26 c, substitute prison, a day too many",
            adult(),
            Decision("substitute_prison", days=6),
            FINE,
            errors.MoreThanReplaced,
            ("5", "6"),
        ),
        (
            "BREACH-27 a child and prison",
            child(),
            Decision("prison", days=1),
            PRISON,
            errors.ChildRepeatsOnly,
            ("prison",),
        ),
        ("BREACH-28 a child and a fine", child(), Decision("fine", rupiah=1), FINE, errors.ChildRepeatsOnly, ("fine",)),
        (
            "BREACH-29 a, until before the last day",
            adult(),
            Decision("repeat", hours=1, ends_on=date(2026, 5, 30)),
            PRISON,
            errors.ExtensionOutOfRange,
            ("2026-05-31", "2026-05-30"),
        ),
        (
            "BREACH-30 a, more than six months from today",
            adult(),
            Decision("repeat", hours=1, ends_on=date(2026, 10, 1)),
            PRISON,
            errors.ExtensionOutOfRange,
            ("2026-09-30", "2026-10-01"),
        ),
        (
            "BREACH-31 a, 110 hours at 4 a day in 27 days",
            replace(adult(), period=replace(adult().period, ends_on=date(2026, 4, 27))),
            Decision("repeat", hours=60),
            PRISON,
            errors.RepeatDoesNotFit,
            ("6600", "28", "27", "2026-04-27"),
        ),
        (
            "BREACH-60 a, 54 hours at 4 a day, on one day of each of 9 weeks (K8)",
            replace(adult(), bound=Bound(days_per_week=1)),
            Decision("repeat", hours=4),
            PRISON,
            errors.RepeatDoesNotFit,
            ("3240", "14", "9", "2026-05-31"),
        ),
    ],
)
def test_what_cannot_be_decided_and_the_figures(
    name: str,
    who: Sentence,
    decision: Decision,
    replaced: Replaced,
    refusal: type[Refusal],
    figures: tuple[str, ...],
) -> None:
    with pytest.raises(refusal) as refused:
        judge(who, decision, replaced)
    assert (refused.value.rule, refused.value.article) in (
        ("K6", "KUHP (UU 1/2023) art. 85(7)"),
        ("C5", "UU 11/2012 art. 76(2)–(3); PP 58/2022 art. 15(2)"),
    ), name
    for language in ("id", "en"):
        said = [words_of("breach_decision")(figure, language) for figure in figures]
        said = [figure.replace(",", ".") if figure[0].isdecimal() and language == "id" else figure for figure in said]
        assert all(figure in refused.value.message(language) for figure in said), refused.value.message(language)


@pytest.mark.parametrize(
    ("name", "who", "decision", "replaced", "state", "required", "ends_on"),
    [
        (
            "BREACH-32 a, the whole",
            adult(),
            Decision("repeat", hours=60, ends_on=date(2026, 9, 30)),
            PRISON,
            "active",
            7200,
            "2026-09-30",
        ),
        (
            "BREACH-33 a, within the same period",
            adult(),
            Decision("repeat", hours=4),
            PRISON,
            "active",
            3840,
            "2026-05-31",
        ),
        ("BREACH-34 b, the whole", adult(), Decision("prison", days=120), PRISON, "closed", 3600, "2026-05-31"),
        ("BREACH-35 c, the fine", adult(), Decision("fine", rupiah=5_000_000), FINE, "closed", 3600, "2026-05-31"),
        (
            "BREACH-36 c, substitute prison",
            adult(),
            Decision("substitute_prison", days=5),
            FINE,
            "closed",
            3600,
            "2026-05-31",
        ),
        ("BREACH-37 none", adult(), Decision("none"), NOTHING, "active", 3600, "2026-05-31"),
        ("BREACH-38 a child repeats", child(), Decision("repeat", hours=20), PRISON, "active", 2400, "2026-05-31"),
    ],
)
def test_what_follows(
    name: str, who: Sentence, decision: Decision, replaced: Replaced, state: str, required: int, ends_on: str
) -> None:
    done = judge(who, decision, replaced)
    data, after = done.events[0].public(), done.case.sentence
    assert (after.state, data["state"], data["required_minutes"], data["ends_on"]) == (
        state,
        state,
        required,
        ends_on,
    ), name
    assert after.credited_minutes == who.credited_minutes, "what was served stays"
    assert data["repeat_minutes"] == (decision.hours * 60 if decision.hours else None)


def test_breach_39_a_repeat_after_a_repeat_adds_up_and_all_together_are_at_most_the_verdicts_hours() -> None:
    once = judge(adult(), Decision("repeat", hours=20, ends_on=date(2026, 9, 30))).case.sentence
    twice = judge(once, Decision("repeat", hours=40)).case.sentence
    assert (twice.required_minutes, twice.repeat_minutes) == (7_200, 3_600)
    with pytest.raises(errors.RepeatsTogetherAtMost) as refused:
        judge(twice, Decision("repeat", hours=1))
    assert refused.value.figures == {"before": 60, "asked": 1, "maximum": 60, "left": 0}
    with pytest.raises(errors.MoreThanReplaced):
        judge(adult(), Decision("repeat", hours=61))


def test_breach_40_minutes_that_the_end_had_cut_count_for_the_repeat() -> None:
    almost, day = replace(adult(), credited_minutes=3599), date(2026, 3, 30)
    session, decision = served(7, 241, 180, day), Decision("repeat", hours=1)
    alarm = Alarm(uid(30), "far_from_site", uid(7), uid(3), "7", 301, 300, NOW)
    done = judge(almost, decision, PRISON, 4, session, caps={day: 241}, alarms=(alarm,)).case
    assert [(e.kind, e.minutes) for e in done.entries] == [("restoration", 61)]
    assert (done.sentence.remaining_minutes, done.sentence.state) == (0, "active")
    completed = judge(almost, decision, PRISON, 4, session, caps={day: 241})
    assert [event.type.rpartition(".")[2] for event in completed.events] == ["decided", "completed"]


def test_breach_61_who_has_served_everything_and_waits_for_an_alarm_suffers_nothing() -> None:
    full, alarm = (
        replace(adult(), credited_minutes=3600),
        Alarm(uid(30), "too_regular", uid(7), uid(3), "7", 5, 4, NOW),
    )
    for decision in (Decision("prison", days=1), Decision("repeat", hours=1)):
        with pytest.raises(errors.AllHoursCredited):
            judge(full, decision, alarms=(alarm,))
    assert judge(full, Decision("none"), alarms=(alarm,)).case.sentence == full
    waits = case(full, alarms=(alarm,))
    with pytest.raises(errors.AllHoursCredited):
        warn(waits, None, failures(3), uid(40), "pk", NOW)
    with pytest.raises(errors.AllHoursCredited):
        propose(waits, breach(), failures(3, 1), "pk", NOW)


@pytest.mark.parametrize(("evidence", "refused"), [(3, False), (2, True), (0, True)])
def test_breach_41_evidence_must_still_stand(evidence: int, refused: bool) -> None:
    if refused:
        with pytest.raises(errors.EvidenceNoLongerHolds):
            judge(adult(), Decision("prison", days=1), evidence=evidence)
    else:
        assert judge(adult(), Decision("prison", days=1), evidence=evidence).case.sentence.state == "closed"
    assert judge(adult(), Decision("none"), evidence=evidence).case.sentence.state == "active"


@pytest.mark.parametrize("state", ["warned", "decided"])
def test_breach_42_only_what_is_proposed_is_decided_and_once(state: BreachState) -> None:
    with pytest.raises(WrongState):
        decide(case(adult()), breach(state), Decision("none"), 3, "prosecutor", "jaksa", NOW)


@pytest.mark.parametrize("state", ["completed", "revoked"])
def test_breach_43_who_has_finished_meanwhile_suffers_nothing(state: Any) -> None:
    ended = replace(adult(), state=state)
    with pytest.raises(WrongState):
        judge(ended, Decision("prison", days=1))
    assert judge(ended, Decision("none")).case.sentence == ended


def test_breach_44_a_punishment_frees_what_is_scheduled_and_a_repeat_gives_it_new_caps() -> None:
    day = NOW + timedelta(days=7)
    ahead = attendance(starts_at=day, ends_at=day + timedelta(hours=4))
    closed = judge(adult(), Decision("prison", days=1), PRISON, 4, ahead)
    assert [event.type.rpartition(".")[2] for event in closed.events] == ["decided", "cancelled"]
    assert closed.case.sessions == ()
    caps = {date(2026, 3, 30): 0, date(2026, 4, 6): 180, date(2026, 6, 6): 0}
    decision = Decision("repeat", hours=1, ends_on=date(2026, 6, 6))
    repeated = judge(adult(), decision, PRISON, 4, ahead, caps=caps).case
    assert repeated.caps == dict.fromkeys(caps, 240)
    assert repeated.sessions == (ahead,)
