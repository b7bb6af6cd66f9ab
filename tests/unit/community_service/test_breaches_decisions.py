"""Decisions under today's rules: who decides, with which document, and at most what the verdict ordered (K6, C5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.community_service.domain.breaches import Breach, Step
from services.community_service.domain.breaches_decisions import (
    Decider,
    Decision,
    Document,
    decide,
    decider,
    fine_of,
)
from services.community_service.domain.cases import Case, Ordered, Replaced
from services.community_service.errors import breaches as errors
from services.community_service.errors import fines as fine_errors
from services.community_service.events import BreachState
from services.community_service.rules import BOOK
from services.community_service.words import words_of
from shared.errors import Refusal
from tests.unit.community_service.cases import case, child_verdict, sentence, uid

NEW = BOOK.sets[-1].valid_from
NOW = datetime(2026, 3, 31, 1, tzinfo=UTC)
TODAY, PROPOSED = date(2026, 3, 31), date(2026, 3, 20)
DOCUMENT = Document("B-77/Q.1.10", date(2026, 3, 30))
DETERMINATION = Document("4/Pen.Pid.Sus-Anak/2026", date(2026, 3, 30), "Hakim Contoh")
STEPS: tuple[BreachState, ...] = ("verified", "warned", "warned_twice", "proposed")


def breach() -> Breach:
    """Proposed on 20 March."""
    at = datetime(2026, 3, 17, 3, tzinfo=UTC)
    return Breach(uid(40), uid(1), tuple(Step(step, "pk", at + timedelta(days=n)) for n, step in enumerate(STEPS)))


def adult(
    *, repeat: int | None = None, prison: int | None = None, fine: int | None = None, detained: int = 0, **more: Any
) -> Case:
    """60 hours in place of 120 days or Rp5,000,000; what the verdict orders for a failure: hours, days and rupiah."""
    ordered = Ordered(
        repeat_minutes=repeat and repeat * 60, prison_days=prison, fine_rupiah=fine, detained_days=detained
    )
    who = sentence(state="active", rules_from=NEW)
    return case(who, replaced=Replaced(120, 5_000_000), **({"ordered": ordered} | more))


def child() -> Case:
    return case(replace(sentence(child_verdict()), state="active", rules_from=NEW), replaced=Replaced(120, 0))


def judge(
    known: Case,
    kind: Any,
    amount: int | None = None,
    document: Document = DOCUMENT,
    who: Decider = "prosecutor",
    **more: Any,
) -> Case:
    named = {"repeat": "hours", "prison": "days", "fine": "rupiah", "substitute_prison": "days"}
    amounts: dict[str, Any] = {named[kind]: amount} if kind in named else {}
    decision = Decision(kind, document=document, **amounts, **more)
    return decide(known, breach(), decision, 4, who, "jaksa", NOW)[1].case


ALL = adult(repeat=60, prison=120, fine=5_000_000)
DUE: dict[str, Any] = {"due_on": date(2026, 6, 1)}


@pytest.mark.parametrize(
    ("known", "kind", "amount", "refusal", "figures"),
    [
        pytest.param(adult(prison=120), "repeat", 1, errors.NotOrdered, ("prison",), id="K6a: no repeat ordered"),
        pytest.param(adult(repeat=60), "prison", 1, errors.NotOrdered, ("repeat",), id="K6b: no prison ordered"),
        pytest.param(
            adult(repeat=60, prison=1), "fine", 1, errors.NotOrdered, ("repeat, prison",), id="K6c: no fine ordered"
        ),
        pytest.param(
            adult(prison=1), "substitute_prison", 1, errors.NotOrdered, ("prison",), id="K6c: neither its substitute"
        ),
        pytest.param(
            adult(repeat=30), "repeat", 31, errors.MoreThanOrdered, ("30", "60", "31"), id="K6a: an hour too many"
        ),
        pytest.param(
            adult(prison=90), "prison", 91, errors.MoreThanOrdered, ("90", "120", "91"), id="K6b: more than ordered"
        ),
        pytest.param(
            adult(prison=150),
            "prison",
            121,
            errors.MoreThanOrdered,
            ("150", "120", "121"),
            id="K6b: more than replaced",
        ),
        pytest.param(
            adult(fine=3_000_000),
            "fine",
            3_000_001,
            errors.MoreThanOrdered,
            ("3,000,000", "5,000,000"),
            id="K6c: a rupiah",
        ),
        pytest.param(
            adult(prison=120, detained=30),
            "prison",
            91,
            errors.MoreThanAfterDetention,
            ("120", "30", "90", "91"),
            id="art. 61: less detention",
        ),
        pytest.param(
            adult(prison=120, detained=130),
            "prison",
            1,
            errors.MoreThanAfterDetention,
            ("130",),
            id="art. 61: nothing left",
        ),
        pytest.param(
            ALL, "substitute_prison", 1, fine_errors.FineComesFirst, (), id="K6c: prison is not decided before a fine"
        ),
        pytest.param(
            adult(ordered=None),
            "substitute_prison",
            365,
            fine_errors.FineComesFirst,
            (),
            id="K6c: the 365 days are gone",
        ),
    ],
)
def test_what_the_verdict_did_not_order(
    known: Case, kind: Any, amount: int, refusal: type[Refusal], figures: tuple[str, ...]
) -> None:
    with pytest.raises(refusal) as refused:
        judge(known, kind, amount, **(DUE if kind == "fine" else {}))
    assert refused.value.rule in ("K6", "K6c")
    assert refused.value.article
    assert ("85(9)c" in refused.value.article) == (refusal is not fine_errors.FineComesFirst)
    for language in ("id", "en"):
        said = [words_of("breach_decision")(figure, language) for figure in figures]
        said = [figure.replace(",", ".") if figure[0].isdecimal() and language == "id" else figure for figure in said]
        assert all(figure in refused.value.message(language) for figure in said), refused.value.message(language)


@pytest.mark.parametrize(
    ("known", "kind", "amount", "more", "state"),
    [
        pytest.param(
            adult(repeat=30), "repeat", 30, {"ends_on": date(2026, 9, 1)}, "active", id="K6a: all that was ordered"
        ),
        pytest.param(adult(repeat=30), "repeat", 1, {}, "active", id="K6a: a part"),
        pytest.param(adult(prison=120, detained=30), "prison", 90, {}, "closed", id="art. 61: what detention has left"),
        pytest.param(adult(prison=120), "prison", 120, {}, "closed", id="K6b: all that was replaced"),
        pytest.param(
            adult(fine=5_000_000, detained=30), "fine", 5_000_000, DUE, "closed", id="K6c: detention lowers no fine"
        ),
        pytest.param(ALL, "none", None, {}, "active", id="K6: nothing follows"),
        pytest.param(
            adult(ordered=None), "prison", 120, {}, "closed", id="a verdict that states no sanction: what was replaced"
        ),
    ],
)
def test_what_may_be_decided(known: Case, kind: Any, amount: int | None, more: dict[str, Any], state: str) -> None:
    assert judge(known, kind, amount, **more).sentence.state == state


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        pytest.param(Document(), errors.DecisionNotDocumented, id="no document"),
        pytest.param(
            replace(DOCUMENT, on=PROPOSED - timedelta(1)), errors.DocumentDateOutOfRange, id="before the proposal"
        ),
        pytest.param(replace(DOCUMENT, on=PROPOSED), None, id="on its day"),
        pytest.param(replace(DOCUMENT, on=TODAY), None, id="today"),
        pytest.param(replace(DOCUMENT, on=TODAY + timedelta(1)), errors.DocumentDateOutOfRange, id="tomorrow"),
    ],
)
def test_a_decision_names_its_document(document: Document, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            judge(ALL, "none", document=document)
    else:
        assert judge(ALL, "none", document=document).sentence.state == "active"


@pytest.mark.parametrize(
    ("due_on", "refused"),
    [
        pytest.param(None, True, id="no due date"),
        pytest.param(TODAY - timedelta(1), True, id="yesterday"),
        pytest.param(TODAY, False, id="today"),
    ],
)
def test_a_fine_has_a_due_date(due_on: date | None, refused: bool) -> None:
    if refused:
        with pytest.raises(fine_errors.FineDueDateMissing):
            judge(ALL, "fine", 1, due_on=due_on)
    else:
        assert judge(ALL, "fine", 1, due_on=due_on).sentence.state == "closed"


def test_a_fine_is_followed_from_the_date_of_its_document_and_nothing_else_is() -> None:
    decision = Decision("fine", rupiah=5_000_000, due_on=date(2026, 6, 1), document=DOCUMENT)
    fine = fine_of(ALL, breach(), decision, uid(50), NOW)
    assert fine
    assert (fine.breach_id, fine.rest, fine.decided_on, fine.due_on) == (
        uid(40),
        5_000_000,
        DOCUMENT.on,
        decision.due_on,
    )
    assert fine_of(ALL, breach(), Decision("none"), uid(50), NOW) is None
    older = case(sentence(rules_from=BOOK.sets[0].valid_from))
    assert fine_of(older, breach(), decision, uid(50), NOW) is None


@pytest.mark.parametrize(
    ("known", "roles", "who"),
    [
        pytest.param(ALL, {"prosecutor"}, "prosecutor", id="K6: the prosecutor, an adult's"),
        pytest.param(ALL, {"supervising_judge"}, errors.ProsecutorDecides, id="K6: the judge, an adult's"),
        pytest.param(ALL, {"court_clerk"}, errors.ProsecutorDecides, id="K6: a clerk, an adult's"),
        pytest.param(child(), {"supervising_judge"}, "supervising_judge", id="C5: the judge, a child's"),
        pytest.param(child(), {"court_clerk"}, "court_clerk", id="C5: a clerk writes down a child's"),
        pytest.param(child(), {"prosecutor"}, errors.JudgeDecides, id="C5: the prosecutor, a child's"),
        pytest.param(child(), {"prosecutor", "court_clerk"}, "court_clerk", id="C5: never as prosecutor"),
        pytest.param(child(), {"counsellor"}, errors.JudgeDecides, id="C5: the counsellor"),
    ],
)
def test_who_decides(known: Case, roles: set[str], who: Any) -> None:
    if isinstance(who, str):
        assert decider(known, roles) == who
        return
    with pytest.raises(who) as refused:
        decider(known, roles)
    assert refused.value.article
    assert refused.value.kind == "forbidden"


@pytest.mark.parametrize(
    ("kind", "amount", "refusal"),
    [
        pytest.param("repeat", 20, None, id="C5: all of the hours"),
        pytest.param("repeat", 1, None, id="C5: a part of them"),
        pytest.param("repeat", 21, errors.ChildRepeatsAtMost, id="C5: an hour more than the verdict"),
        pytest.param("none", None, None, id="C5: nothing follows"),
        pytest.param("prison", 1, errors.ChildRepeatsOnly, id="C5: prison"),
        pytest.param("fine", 1, errors.ChildRepeatsOnly, id="C5: a fine"),
        pytest.param("substitute_prison", 1, errors.ChildRepeatsOnly, id="C5: substitute prison"),
    ],
)
def test_a_child_repeats_or_nothing_follows(kind: Any, amount: int | None, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal) as refused:
            judge(child(), kind, amount, DETERMINATION, "supervising_judge")
        assert (refused.value.rule, "art. 76(2)" in str(refused.value.article)) == ("C5", True)
        return
    after = judge(child(), kind, amount, DETERMINATION, "supervising_judge").sentence
    assert after.required_minutes == 20 * 60 + (amount or 0) * 60


def test_c5_a_clerk_names_the_judge() -> None:
    with pytest.raises(errors.DecisionNotDocumented):
        judge(child(), "none", document=replace(DETERMINATION, judge=None), who="court_clerk")
    assert judge(child(), "none", document=replace(DETERMINATION, judge=None), who="supervising_judge")
    assert judge(child(), "none", document=DETERMINATION, who="court_clerk")
    older = child().with_sentence(replace(child().sentence, rules_from=BOOK.sets[0].valid_from))
    proposed = Breach(uid(40), uid(1), tuple(each for each in breach().steps if each.state in ("warned", "proposed")))
    with pytest.raises(errors.DecisionNotDocumented):
        decide(older, proposed, Decision("none"), 4, "court_clerk", "clerk", NOW)


def test_c4_the_number_of_a_childs_determination_is_not_published() -> None:
    for known, who, number in ((ALL, "prosecutor", "B-77/Q.1.10"), (child(), "supervising_judge", None)):
        document = DOCUMENT if known is ALL else DETERMINATION
        _, done = decide(known, breach(), Decision("none", document=document), 4, who, "x", NOW)  # type: ignore[arg-type]
        data = done.events[0].public()
        assert (data["document_number"], data["document_date"]) == (number, "2026-03-30")
        assert "Hakim" not in str(data)


@pytest.mark.parametrize(
    ("ends_on", "refused"),
    [
        pytest.param(date(2026, 9, 27), False, id="K6a: 180 days from the decision"),
        pytest.param(date(2026, 9, 28), True, id="K6a: 181 days"),
        pytest.param(date(2026, 5, 31), False, id="K6a: the last day that it has"),
        pytest.param(date(2026, 5, 30), True, id="K6a: a day less than it has"),
    ],
)
def test_a_repeat_has_180_days_from_the_decision(ends_on: date, refused: bool) -> None:
    if not refused:
        assert judge(ALL, "repeat", 1, ends_on=ends_on).sentence.period.ends_on == ends_on
        return
    with pytest.raises(errors.RepeatTooLong) as refusal:
        judge(ALL, "repeat", 1, ends_on=ends_on)
    for language in ("id", "en"):
        text = refusal.value.message(language)
        assert all(figure in text for figure in ("180", "2026-03-31", "2026-09-27", str(ends_on)))


def repeated(known: Case, hours: int) -> Case:
    """So many hours have been repeated already."""
    longer = known.sentence.required_minutes + hours * 60
    return known.with_sentence(replace(known.sentence, repeat_minutes=hours * 60, required_minutes=longer))


@pytest.mark.parametrize(
    ("known", "before", "asked", "left"),
    [
        pytest.param(adult(repeat=60), 0, 60, None, id="K6a: the whole once"),
        pytest.param(adult(repeat=60), 20, 40, None, id="K6a: in two parts, the whole together"),
        pytest.param(adult(repeat=60), 20, 41, 40, id="K6a: an hour more than the whole together"),
        pytest.param(adult(repeat=30), 30, 1, 0, id="K6a: the verdict ordered half, and half was repeated"),
        pytest.param(adult(repeat=90), 60, 1, 0, id="K6a: it ordered more than its own hours: those are the bound"),
        pytest.param(adult(ordered=None), 60, 1, 0, id="K6a: also of a verdict from before its sanction was stated"),
        pytest.param(child(), 10, 10, None, id="C5: a child's whole in two parts"),
        pytest.param(child(), 10, 11, 10, id="C5: a child repeats no hour more than the whole together"),
    ],
)
def test_repeats_over_several_breaches_are_bound_together(
    known: Case, before: int, asked: int, left: int | None
) -> None:
    who: Decider = "supervising_judge" if known.sentence.regime == "child" else "prosecutor"
    of: dict[str, Any] = {"who": who, "ends_on": date(2026, 9, 27)}
    if left is None:
        after = judge(repeated(known, before), "repeat", asked, **of).sentence
        assert after.repeat_minutes == (before + asked) * 60
        return
    with pytest.raises((errors.RepeatsTogetherAtMost, errors.ChildRepeatsTogetherAtMost)) as refused:
        judge(repeated(known, before), "repeat", asked, **of)
    assert refused.value.figures["left"] == left
    assert "configuration" in (refused.value.article or "")
    assert refused.value.rule == ("C5" if known.sentence.regime == "child" else "K6a")


def test_k6a_how_often_the_whole_may_be_repeated_is_data_of_every_rule_set() -> None:
    assert {rules.breach.repeats_together for rules in BOOK.sets} == {1}
    assert {rules.child_breach.repeats_together for rules in BOOK.sets} == {1}
