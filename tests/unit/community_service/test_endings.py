"""K9: how a sentence ends other than by service (KUHP art. 140), and the end of the guidance (UU 22/2022 art. 58)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from services.community_service.domain import amendments
from services.community_service.domain.amendments import Judged
from services.community_service.domain.endings import GuidanceEnd, Lapse, Past, end_guidance, lapse
from services.community_service.domain.executions import Papers, Reception
from services.community_service.domain.fines import Fine
from services.community_service.errors import endings as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.executions import NotReceived
from services.community_service.events import LapseGround, SentenceLapsed, SentenceState, SessionCancelled
from tests.service.community_service import bodies
from tests.unit.community_service.cases import NOW, TODAY, attendance, case, sentence, uid

VERDICT = date(2026, 2, 20)
LAPSE = Lapse("clemency", "GRASI/1", date(2026, 2, 27), date(2026, 2, 28))
PAPERS = Papers(VERDICT, reception=Reception(date(2026, 2, 26), "Bapas", "pk"))
END = GuidanceEnd("served", "BPS/9", TODAY, TODAY)


@pytest.mark.parametrize("ground", get_args(LapseGround))
@pytest.mark.parametrize("state", ["assigned", "active"])
def test_a_running_sentence_lapses_on_each_ground(ground: LapseGround, state: SentenceState) -> None:
    done = lapse(case(sentence(state=state)), VERDICT, (), replace(LAPSE, ground=ground), NOW)
    (fact,) = done.events
    assert isinstance(fact, SentenceLapsed)
    assert (done.case.sentence.state, fact.state, fact.ground) == ("lapsed", "lapsed", ground)


@pytest.mark.parametrize("state", ["completed", "revoked", "closed", "lapsed"])
def test_a_sentence_that_is_over_cannot_lapse(state: SentenceState) -> None:
    with pytest.raises(WrongState):
        lapse(case(sentence(state=state)), VERDICT, (), LAPSE, NOW)


@pytest.mark.parametrize(
    ("changes", "rests", "lapses"),
    [
        pytest.param({"state": "closed"}, (1,), True, id="K9: who dies owes no fine any more"),
        pytest.param({"state": "closed"}, (0, 1), True, id="K9: something of one of two fines is unpaid"),
        pytest.param({"state": "closed"}, (0,), False, id="K9: a fine that is paid leaves nothing to execute"),
        pytest.param({"state": "closed"}, (), False, id="K9: closed by prison, which is executed elsewhere"),
        pytest.param({"state": "completed", "review": "open"}, (), True, id="K9: completed, and in review"),
        pytest.param({"state": "completed", "review": "stands"}, (), False, id="K9: its completion stands"),
        pytest.param({"state": "revoked"}, (1,), False, id="K9: a fallen verdict is owed nothing"),
    ],
)
def test_a_sentence_lapses_while_something_is_left_to_execute(
    changes: Any, rests: tuple[int, ...], lapses: bool
) -> None:
    fines = [Fine(uid(50), uid(40), uid(1), 1, VERDICT, TODAY, paid_rupiah=1 - rest) for rest in rests]
    known = case(sentence(**changes))
    if lapses:
        after = lapse(known, VERDICT, fines, LAPSE, NOW).case.sentence
        assert (after.state, after.review) == ("lapsed", None)
    else:
        with pytest.raises(WrongState):
            lapse(known, VERDICT, fines, LAPSE, NOW)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        pytest.param({"lapsed_on": TODAY}, None, id="K9: a lapse of today"),
        pytest.param({"lapsed_on": date(2026, 3, 2)}, errors.LapseInFuture, id="K9: no lapse of tomorrow"),
        pytest.param({"document_date": date(2026, 3, 2)}, errors.LapseInFuture, id="K9: no document of tomorrow"),
        pytest.param({"lapsed_on": VERDICT}, None, id="K9: a lapse on the verdict's day"),
        pytest.param({"lapsed_on": date(2026, 2, 19)}, errors.LapseBeforeVerdict, id="K9: none before the verdict"),
    ],
)
def test_the_days_of_a_lapse(changes: dict[str, Any], refused: type[Exception] | None) -> None:
    if refused is None:
        assert lapse(case(), VERDICT, (), replace(LAPSE, **changes), NOW).case.sentence.state == "lapsed"
    else:
        with pytest.raises(refused):
            lapse(case(), VERDICT, (), replace(LAPSE, **changes), NOW)


def test_the_sessions_to_come_are_cancelled_and_what_is_recorded_stays() -> None:
    ahead = attendance(session_id=uid(70))
    past = attendance(session_id=uid(71), state="recorded", outcome="attended_complied")
    done = lapse(case(sentence(state="active"), ahead, past), VERDICT, (), LAPSE, NOW)
    assert [each.session_id for each in done.case.sessions] == [uid(71)]
    cancelled = [fact for fact in done.events if isinstance(fact, SessionCancelled)]
    assert [(fact.session_id, fact.cause, fact.state) for fact in cancelled] == [(uid(70), "ended", "lapsed")]


JUDGED = Judged(VERDICT, date(1990, 1, 1), date(2026, 1, 10), 48, lapsed=True)


def test_no_amendment_brings_a_lapsed_sentence_back() -> None:
    lapsed = case(sentence(state="lapsed"))
    with pytest.raises(WrongState, match="lapsed"):
        amendments.amend(lapsed, JUDGED, bodies.amendment(decided_on="2026-03-01", hours=60), NOW)


def test_a_verdict_may_fall_after_the_lapse() -> None:
    fallen = amendments.revoke(case(sentence(state="lapsed")), JUDGED, bodies.revocation(decided_on="2026-03-01"), NOW)
    assert fallen.case.sentence.state == "revoked"


@pytest.mark.parametrize(
    ("state", "lapsed", "ground"),
    [
        pytest.param("completed", None, "served", id="K9: served"),
        pytest.param("revoked", None, "revoked", id="K9: the verdict has fallen"),
        pytest.param("closed", None, "revoked", id="K9: the prison or fine it replaced is executed"),
        pytest.param("lapsed", LAPSE, "lapsed", id="K9: lapsed"),
        pytest.param("lapsed", replace(LAPSE, ground="transfer"), "transfer", id="K9: transferred"),
        pytest.param("revoked", LAPSE, "revoked", id="K9: the verdict has fallen after the lapse"),
    ],
)
def test_the_ground_fits_how_the_sentence_has_ended(state: SentenceState, lapsed: Lapse | None, ground: Any) -> None:
    over = sentence(state=state)
    (fact,) = end_guidance(over, PAPERS, Past(lapsed), replace(END, ground=ground), TODAY)
    assert fact.public()["ground"] == ground
    others = {"served", "revoked", "lapsed", "transfer"} - {ground}
    for other in others:
        with pytest.raises(errors.GroundDoesNotFit) as refusal:
            end_guidance(over, PAPERS, Past(lapsed), replace(END, ground=other), TODAY)  # type: ignore[arg-type]
        assert refusal.value.figures["needed"] == ground


@pytest.mark.parametrize(
    "changes", [{"state": "assigned"}, {"state": "active"}, {"state": "completed", "review": "open"}]
)
def test_guidance_goes_on_while_the_sentence_does(changes: dict[str, Any]) -> None:
    with pytest.raises(WrongState):
        end_guidance(sentence(**changes), PAPERS, Past(), END, TODAY)


def test_guidance_that_ends_as_served_has_begun_with_the_reception() -> None:
    with pytest.raises(NotReceived):
        end_guidance(sentence(state="completed"), Papers(VERDICT), Past(), END, TODAY)
    never = replace(END, ground="lapsed")
    assert end_guidance(sentence(state="lapsed"), Papers(VERDICT), Past(LAPSE), never, TODAY)


def test_guidance_ends_once_and_anew_when_the_sentence_ended_anew() -> None:
    completed = sentence(state="completed")
    assert end_guidance(completed, PAPERS, Past(None, END), END, TODAY) == []
    with pytest.raises(errors.GuidanceAlreadyEnded):
        end_guidance(completed, PAPERS, Past(None, END), replace(END, document_number="BPS/10"), TODAY)
    reopened_and_fallen = sentence(state="revoked")
    assert end_guidance(reopened_and_fallen, PAPERS, Past(None, END), replace(END, ground="revoked"), TODAY)


@pytest.mark.parametrize("day", [date(2026, 2, 27), date(2026, 3, 2)])
def test_guidance_ends_between_the_lapse_and_today(day: date) -> None:
    end = replace(END, ground="lapsed", ended_on=day)
    with pytest.raises(errors.GuidanceEndBeforeSentence):
        end_guidance(sentence(state="lapsed"), PAPERS, Past(LAPSE), end, TODAY)


def test_k9_guidance_that_a_reopened_sentence_has_outlived_ends_again() -> None:
    completed, again = sentence(state="completed"), replace(END, document_number="BPS/10")
    (fact,) = end_guidance(completed, PAPERS, Past(None, END, NOW, reopened=True), again, TODAY)
    assert fact.public()["ground"] == "served"
    assert end_guidance(completed, PAPERS, Past(None, END, NOW, reopened=True), END, TODAY), "with the same paper too"


@pytest.mark.parametrize(
    ("field", "day", "refused"),
    [
        pytest.param("ended_on", TODAY, False, id="K9: on the day of the completion"),
        pytest.param("ended_on", date(2026, 2, 28), True, id="K9: never before the day of the completion"),
        pytest.param("document_date", date(2026, 2, 28), True, id="K9: nor by a document of before"),
        pytest.param("ended_on", date(2026, 3, 2), True, id="K9: never tomorrow"),
    ],
)
def test_guidance_ends_as_served_from_the_day_of_the_completion(field: str, day: date, refused: bool) -> None:
    changes: dict[str, Any] = {field: day}
    end = replace(END, **changes)
    if refused:
        with pytest.raises(errors.GuidanceEndBeforeSentence):
            end_guidance(sentence(state="completed"), PAPERS, Past(since=NOW), end, TODAY)
    else:
        assert end_guidance(sentence(state="completed"), PAPERS, Past(since=NOW), end, TODAY)


def test_k9_the_day_of_the_completion_is_the_day_in_ambon() -> None:
    late = datetime(2026, 2, 28, 15, tzinfo=UTC)
    assert end_guidance(sentence(state="completed"), PAPERS, Past(since=late), END, TODAY)
    with pytest.raises(errors.GuidanceEndBeforeSentence):
        end_guidance(sentence(state="completed"), PAPERS, Past(since=late), replace(END, ended_on=late.date()), TODAY)
