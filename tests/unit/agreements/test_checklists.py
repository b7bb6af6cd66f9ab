"""A3: what a PKS states before its review, and the council's consent before its signature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.agreements.domain import checklists
from services.agreements.domain.agreements import Consent, Contents
from services.agreements.errors import checklists as errors
from services.agreements.errors.agreements import WrongState
from tests.unit.agreements.builders import AGENCY, DAY, PKS, SEWING, TODAY, in_state, kuasa, types

ARTICLE = "PP 28/2018 art. 6(2), 19(2)"
WHOLE = Contents("Dinas melatih; Lapas menyediakan bengkel", "Musyawarah", "Teguran", burdens_budget=False)
COSTLY = replace(PKS, contents=replace(WHOLE, burdens_budget=True))
CONSENT = Consent("DPRD/12/2026", TODAY)


@pytest.mark.parametrize(
    ("contents", "plan", "missing"),
    [
        pytest.param(WHOLE, (), None, id="A3: all is stated"),
        pytest.param(replace(WHOLE, rights_and_duties=None), (SEWING,), None, id="A3: the work plan says what is owed"),
        pytest.param(replace(WHOLE, rights_and_duties=None), (), "rights_and_duties", id="A3: neither text nor plan"),
        pytest.param(
            replace(WHOLE, rights_and_duties=None),
            (replace(SEWING, state="cancelled"),),
            "rights_and_duties",
            id="A3: a struck obligation is no plan",
        ),
        pytest.param(replace(WHOLE, disputes=None), (), "disputes", id="A3: no settlement of disputes"),
        pytest.param(replace(WHOLE, sanctions=None), (), "sanctions", id="A3: no sanctions"),
        pytest.param(replace(WHOLE, burdens_budget=None), (), "burdens_budget", id="A3: silent about the budget"),
        pytest.param(Contents(), (), "rights_and_duties, disputes, sanctions, burdens_budget", id="A3: all at once"),
        pytest.param(replace(WHOLE, burdens_budget=True), (), None, id="A3: the consent may follow the review"),
    ],
)
def test_a3_a_draft_states_its_contents_before_its_review(contents: Contents, plan: Any, missing: str | None) -> None:
    draft = replace(PKS, contents=contents)
    if missing is None:
        checklists.check_before_review(draft, plan)
        return
    with pytest.raises(errors.ContentsMissing, match=f"missing: {missing}.$") as refused:
        checklists.check_before_review(draft, plan)
    assert (refused.value.rule, refused.value.article) == ("A3", ARTICLE)


def test_a3_what_burdens_the_budget_is_signed_with_the_consent_of_the_council() -> None:
    with pytest.raises(errors.ConsentMissing) as refused:
        checklists.check_before_signature(COSTLY, TODAY)
    assert (refused.value.rule, refused.value.article) == ("A3", ARTICLE)
    checklists.check_before_signature(replace(COSTLY, consent=CONSENT), TODAY)
    with pytest.raises(errors.ConsentAfterSigning):
        checklists.check_before_signature(replace(COSTLY, consent=CONSENT), TODAY - DAY)
    checklists.check_before_signature(replace(PKS, contents=Contents()), TODAY)


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_a3_the_consent_is_recorded_before_the_first_signature(state: str) -> None:
    pending = replace(in_state(COSTLY, state), signatures=())
    recorded = checklists.record_consent(pending, CONSENT, TODAY)
    assert (recorded.after.consent, types(recorded)) == (CONSENT, ["record.council-consented"])
    with pytest.raises(errors.ConsentSettled):
        checklists.record_consent(replace(pending, signatures=(kuasa(AGENCY),)), CONSENT, TODAY)


def test_a3_no_consent_is_recorded_that_is_not_needed_or_lies_ahead_or_comes_too_late() -> None:
    with pytest.raises(errors.ConsentNotNeeded):
        checklists.record_consent(replace(PKS, contents=WHOLE), CONSENT, TODAY)
    with pytest.raises(errors.ConsentInFuture):
        checklists.record_consent(COSTLY, CONSENT, TODAY - DAY)
    with pytest.raises(WrongState):
        checklists.record_consent(in_state(COSTLY, "in_force"), CONSENT, TODAY)


def test_the_checklist_names_every_item_with_its_article() -> None:
    lines = checklists.checklist(COSTLY, ())
    assert [(line.item, line.stated, line.before) for line in lines] == [
        ("rights_and_duties", True, "review"),
        ("period", True, "review"),
        ("disputes", True, "review"),
        ("sanctions", True, "review"),
        ("burdens_budget", True, "review"),
        ("council_consent", False, "signature"),
    ]
    assert {line.article for line in lines} == {ARTICLE}
