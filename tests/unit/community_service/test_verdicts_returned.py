"""What the prosecutor may override, and what cannot be carried out whatever anybody decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.community_service import events, justice
from services.community_service.domain import verdicts_returned
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.verdicts import KnownPerson
from services.community_service.domain.verdicts_returned import Override, ReturnedVerdict
from services.community_service.errors import verdicts, verdicts_adults, verdicts_children
from services.community_service.errors import verdicts_returned as errors
from services.community_service.errors.cases import WrongState
from shared.errors import Refusal
from shared.messaging.events import Event
from tests.unit.community_service.cases import NOW, TODAY, child_verdict, uid, verdict

DECISION = ("putusan inkrah", "B-7/2026", date(2026, 2, 25))
SOMEONE = KnownPerson("Someone", date(1990, 1, 1))


def returned(content: justice.SentencePronounced | None, **changes: Any) -> ReturnedVerdict:
    made = ReturnedVerdict(
        uid(1), "pn-ambon", "12/Pid.B/2026/PN Amb", "kejari-ambon", "bapas-ambon", "returned", uid(2), b"", content
    )
    return replace(made, **changes)


def override(
    content: justice.SentencePronounced, known: KnownPerson | None = SOMEONE, today: date = TODAY, **changes: Any
) -> tuple[Override, Sentence, list[Event]]:
    return verdicts_returned.override(returned(content, **changes), known, {}, uid(3), DECISION, "jaksa", today, NOW)


OVERRIDABLE = [
    pytest.param(verdict(maximum_prison_months=60), ["offence-too-grave"], id="K1: the offence is too grave"),
    pytest.param(verdict(replaces={"prison_months": 7}), ["replaced-prison-too-long"], id="K1: seven months replaced"),
    pytest.param(verdict(replaces=None), ["verdict-incomplete"], id="K8: it does not say what it replaces"),
    pytest.param(verdict(consent_recorded=False), ["consent-missing"], id="K2: no consent is recorded"),
    pytest.param(verdict(hours=300), ["hours-out-of-range"], id="K4: 300 hours"),
    pytest.param(verdict(hours=7), ["hours-out-of-range"], id="K4: seven hours"),
    pytest.param(verdict(hours_per_day=9), ["day-too-long"], id="K5: nine hours a day"),
    pytest.param(verdict(ends_on="2027-03-01"), ["period-too-many-days"], id="K5: a year"),
    pytest.param(verdict(ends_on="2026-03-05"), ["does-not-fit-period"], id="K5: more hours than its days hold"),
]


@pytest.mark.parametrize(("content", "slugs"), OVERRIDABLE)
def test_what_a_prosecutor_may_override(content: justice.SentencePronounced, slugs: list[str]) -> None:
    decided, made, (assigned, overridden) = override(content)
    assert [refusal.slug for refusal in decided.rules] == slugs
    assert (decided.by, decided.reason, decided.document_number) == ("jaksa", "putusan inkrah", "B-7/2026")
    assert made.required_minutes == content.hours * 60
    assert isinstance(assigned, events.SentenceAssigned)
    assert isinstance(overridden, events.SentenceOverridden)
    assert overridden.rules == slugs
    assert "rules" not in overridden.public()


NEVER = [
    pytest.param({"starts_on": None}, ["verdict-incomplete"], id="K8: no first day"),
    pytest.param({"ends_on": None}, ["verdict-incomplete"], id="K8: no last day"),
    pytest.param(
        {"starts_on": None, "replaces": None}, ["verdict-incomplete"], id="K8: no first day, nothing replaced"
    ),
    pytest.param({"ends_on": "2026-03-01"}, ["period-reversed"], id="K8: it ends before it starts"),
    pytest.param({"prosecutor_code": None}, ["office-not-named"], id="K7: no prosecutor"),
    pytest.param({"probation_office_code": None}, ["office-not-named"], id="K7: no probation office"),
    pytest.param({"verdict_date": "2026-01-01", "offence_date": "2025-12-01"}, ["verdict-before-the-law"], id="no law"),
]


@pytest.mark.parametrize(("changes", "never"), NEVER)
def test_what_cannot_be_carried_out_is_never_overridden(changes: dict[str, Any], never: list[str]) -> None:
    with pytest.raises(errors.NeverOverridden) as refused:
        override(verdict(**({"consent_recorded": False} | changes)))
    assert [refusal.slug for refusal in refused.value.broken] == never
    for language in ("en", "id"):
        assert never[0] in refused.value.message(language)


def test_a_verdict_of_tomorrow_waits_for_tomorrow() -> None:
    content = verdict(verdict_date="2026-03-02", consent_recorded=False)
    of_tomorrow = ("x", "1", date(2026, 3, 2))
    with pytest.raises(errors.OverrideDateOutOfRange):
        verdicts_returned.override(returned(content), SOMEONE, {}, uid(3), of_tomorrow, "jaksa", TODAY, NOW)


def test_a_period_that_is_over_is_never_overridden() -> None:
    content = verdict(consent_recorded=False)
    override(content, today=date(2026, 5, 31))
    with pytest.raises(errors.NeverOverridden) as refused:
        override(content, today=date(2026, 6, 1))
    assert [refusal.slug for refusal in refused.value.broken] == ["period-over"]


@pytest.mark.parametrize(
    "known", [KnownPerson("Someone", date(1990, 1, 2)), KnownPerson("Nobody Else", date(1990, 1, 1))]
)
def test_another_person_is_never_overridden(known: KnownPerson) -> None:
    with pytest.raises(errors.NeverOverridden) as refused:
        override(verdict(hours=300), known)
    assert [refusal.slug for refusal in refused.value.broken] == ["person-mismatch"]


def test_a_person_whom_nobody_knew_is_taken_in() -> None:
    assert override(verdict(hours=300), None)[1].person_id == uid(2)


@pytest.mark.parametrize("state", ["overridden", "replaced"])
def test_only_a_returned_verdict_is_overridden(state: Any) -> None:
    with pytest.raises(WrongState):
        override(verdict(hours=300), state=state)


def test_a_verdict_that_breaks_nothing_needs_no_override() -> None:
    with pytest.raises(errors.NothingToOverride):
        override(verdict())


def test_what_is_no_longer_kept_is_sent_again() -> None:
    with pytest.raises(errors.VerdictNotKept):
        verdicts_returned.override(returned(None, person_id=None), None, {}, uid(3), DECISION, "jaksa", TODAY, NOW)


@pytest.mark.parametrize(
    ("dated", "fits"),
    [
        pytest.param(date(2026, 2, 19), False, id="the day before the verdict"),
        pytest.param(date(2026, 2, 20), True, id="the day of the verdict"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(date(2026, 3, 2), False, id="tomorrow"),
    ],
)
def test_the_document_is_of_a_day_between_verdict_and_today(dated: date, fits: bool) -> None:
    decision = ("putusan inkrah", "B-7/2026", dated)

    def act() -> object:
        return verdicts_returned.override(
            returned(verdict(hours=300)), SOMEONE, {}, uid(3), decision, "jaksa", TODAY, NOW
        )

    if fits:
        assert act()
    else:
        with pytest.raises(errors.OverrideDateOutOfRange):
            act()


@pytest.mark.parametrize(
    ("content", "cap"),
    [
        pytest.param(verdict(hours_per_day=10), 480, id="K5: eight hours a day at most, whatever the verdict says"),
        pytest.param(verdict(hours_per_day=None), 480, id="K5: eight hours a day where it says none"),
        pytest.param(child_verdict(hours_per_day=8), 180, id="C2: three hours a day of a child"),
    ],
)
def test_the_cap_of_a_day_is_never_lifted(content: justice.SentencePronounced, cap: int) -> None:
    assert override(content, None)[1].daily_cap_minutes == cap


def test_c4_a_childs_override_is_told_to_nobody_else() -> None:
    _, _, facts = override(child_verdict(hours=121), None)
    for fact in facts:
        assert fact.shared_topic == events.CHILDREN
        assert "child" not in str(fact.public())


def test_every_refusal_says_whether_it_may_be_overridden() -> None:
    """A new refusal of a verdict is overridable unless somebody decides otherwise."""
    modules = (verdicts, verdicts_adults, verdicts_children)
    every = {each for m in modules for each in vars(m).values() if isinstance(each, type) and issubclass(each, Refusal)}
    never = {each.__name__ for each in every if issubclass(each, verdicts_returned._NEVER)}
    assert never == {
        *("VerdictBeforeTheLaw", "VerdictInFuture", "PeriodReversed", "PeriodOver", "OfficeNotNamed", "PersonMismatch"),
        *("ChildVerdictIncomplete", "BirthAfterOffence", "OfficeOfOtherKind", "TooYoung", "Commercial"),
        "VerdictAlreadyRecorded",
    }
