"""K10: execution begins with the order and the reception, on the basis of the litmas. UU 22/2022 art. 56, 57."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.community_service.domain.executions import (
    Litmas,
    Order,
    Papers,
    Reception,
    order_execution,
    receive,
    record_litmas,
)
from services.community_service.domain.sites import Determined
from services.community_service.errors import executions as errors
from services.community_service.events import SentenceState
from tests.unit.community_service.cases import TODAY, sentence, uid

VERDICT = date(2026, 2, 20)
LITMAS = Litmas("LIT/7", date(2026, 2, 12), "pk", "bapas-ambon")
ORDER = Order("P-48/1", date(2026, 2, 24), "Jaksa Contoh")
RECEPTION = Reception(date(2026, 2, 26), "Bapas", "pk")
NOTHING = Papers(VERDICT)
BOTH = Papers(VERDICT, LITMAS, ORDER)
RECEIVED = replace(BOTH, reception=replace(RECEPTION, litmas_version=1, order_version=1))


def test_a_litmas_may_be_older_than_the_verdict() -> None:
    added, (fact,) = record_litmas(sentence(), NOTHING, LITMAS, TODAY)
    assert (added.version, fact.public()["dated_on"]) == (1, "2026-02-12")


def test_a_fact_of_a_paper_has_neither_number_nor_name_nor_place() -> None:
    named = replace(LITMAS, determined=Determined(frozenset({uid(3)}), frozenset({"library"})))
    _, (litmas,) = record_litmas(sentence(), NOTHING, named, TODAY)
    _, (order,) = order_execution(sentence(), NOTHING, ORDER, TODAY)
    _, (received,) = receive(sentence(), BOTH, RECEPTION, TODAY)
    for fact in (litmas, order, received):
        said = str({**fact.public(), **(fact.internal() or {})})
        assert not any(
            secret in said for secret in ("LIT/7", "P-48/1", "Jaksa Contoh", "library", str(uid(3)), "Bapas'")
        )


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param("2026-02-19", errors.OrderBeforeVerdict, id="K10: no order before the verdict"),
        pytest.param("2026-02-20", None, id="K10: an order of the verdict's day"),
        pytest.param("2026-03-01", None, id="K10: an order of today"),
        pytest.param("2026-03-02", errors.PaperInFuture, id="K10: no order of tomorrow"),
    ],
)
def test_the_day_of_an_order(day: str, refused: type[Exception] | None) -> None:
    order = replace(ORDER, dated_on=date.fromisoformat(day))
    if refused is None:
        assert order_execution(sentence(), NOTHING, order, TODAY)[0] == order
    else:
        with pytest.raises(refused):
            order_execution(sentence(), NOTHING, order, TODAY)


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        pytest.param(NOTHING, "litmas, P-48", id="K10: no reception without both papers"),
        pytest.param(replace(NOTHING, order=ORDER), "litmas", id="K10: no reception without the litmas"),
        pytest.param(replace(NOTHING, litmas=LITMAS), "P-48", id="K10: no reception without the order"),
    ],
)
def test_a_reception_rests_on_litmas_and_order(papers: Papers, missing: str) -> None:
    with pytest.raises(errors.ReceptionWithoutPapers) as refusal:
        receive(sentence(), papers, RECEPTION, TODAY)
    assert refusal.value.figures == {"missing": missing}
    assert (refusal.value.rule, refusal.value.article) == ("K10", "UU 22/2022 art. 56, 57")


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param("2026-02-23", errors.ReceptionBeforePapers, id="K10: not received before the order"),
        pytest.param("2026-02-24", None, id="K10: received on the order's day"),
        pytest.param("2026-03-01", None, id="K10: received today"),
        pytest.param("2026-03-02", errors.PaperInFuture, id="K10: not received tomorrow"),
    ],
)
def test_the_day_of_a_reception(day: str, refused: type[Exception] | None) -> None:
    reception = replace(RECEPTION, received_on=date.fromisoformat(day))
    if refused is None:
        assert receive(sentence(), BOTH, reception, TODAY)[0].received_on == reception.received_on
    else:
        with pytest.raises(refused):
            receive(sentence(), BOTH, reception, TODAY)


def test_the_same_paper_again_is_no_new_version() -> None:
    assert record_litmas(sentence(), BOTH, replace(LITMAS, version=9), TODAY) == (LITMAS, [])
    assert order_execution(sentence(), BOTH, ORDER, TODAY) == (ORDER, [])
    assert receive(sentence(), RECEIVED, RECEPTION, TODAY) == (RECEIVED.reception, [])


def test_a_correction_is_the_next_version() -> None:
    corrected, (fact,) = order_execution(sentence(), BOTH, replace(ORDER, number="P-48/2"), TODAY)
    assert (corrected.version, fact.public()["version"]) == (2, 2)
    again, _ = receive(sentence(), replace(RECEIVED, order=corrected), RECEPTION, TODAY)
    assert (again.version, again.order_version) == (2, 2), "a reception follows the papers that it rests on"


def test_a_corrected_paper_is_not_later_than_the_reception_that_rests_on_it() -> None:
    late = date(2026, 2, 27)
    with pytest.raises(errors.ReceptionBeforePapers):
        order_execution(sentence(), RECEIVED, replace(ORDER, dated_on=late), TODAY)
    with pytest.raises(errors.ReceptionBeforePapers):
        record_litmas(sentence(), RECEIVED, replace(LITMAS, dated_on=late), TODAY)


@pytest.mark.parametrize("state", ["completed", "revoked", "closed", "lapsed"])
def test_papers_are_entered_late_and_corrected_when_the_sentence_is_over(state: SentenceState) -> None:
    over = sentence(state=state)
    _, (late,) = receive(over, BOTH, RECEPTION, TODAY)
    assert late.public()["state"] == state
    corrected, facts = receive(over, RECEIVED, replace(RECEPTION, place="LPKA"), TODAY)
    assert (corrected.version, len(facts)) == (2, 1)
