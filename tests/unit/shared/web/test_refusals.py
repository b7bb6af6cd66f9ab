"""Every refusal that a page can meet is there in words: what, by which rule and article, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import getclosurevars
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from services.community_service.words import WORDS
from shared.errors import Refusal, RulesBroken
from shared.languages import Language
from shared.web.wrong import wrong_rules
from tests.support.gallery import shown_page
from tests.support.markup import Element, parsed
from tests.support.page_faults import refused_badly
from tests.unit.shared.test_errors import ALL

ROOT = Path(__file__).parents[4]
WITH_FORMS = {service.parent.name for service in (ROOT / "services").glob("*/words.py")}
FROM = ("shared.", *(f"services.{name}." for name in WITH_FORMS))
OF_MESSAGES = {"EventConflict", "EventUnexpected", "EventUnreadable", "IntakeUnexpected", "IntakeUnreadable"}
"""What a service says of a message on Kafka: no form leads there."""
MET = [each for each in ALL if each.__module__.startswith(FROM) and each.__name__ not in OF_MESSAGES]
AN_ID = "0190a1b2-0000-7000-8000-00000000abcd"
IDS = {"id", "agreement_id", "session_id", "party", "document", "report", "speaker", "into"}
CODES = {"state", "needed", "kind", "standing", "scopes", "scope", "outcome", "decision", "ground", "account", "unit"}
"""Figures that are codes unless the class has words for them. `needed` is a count elsewhere."""
SAY_WHAT_NEXT = {"stale-version", "idempotency-key-reused", "sent-already"}
"""Their text says it."""
COUNTS = re.compile(r"\{needed(?::,)?\} ?(?:hari|kali|;|\.)|(?:diperlukan|sekurangnya) \{needed\}")


def figures(refusal: type[Refusal]) -> dict[str, Any]:
    templates = (refusal.indonesian, refusal.__doc__ or "")
    names = {name for each in templates for _, name, _, _ in Formatter().parse(each) if name}
    return {name: _figure(refusal, name) for name in names}


def _figure(refusal: type[Refusal], name: str) -> Any:
    if name in refusal.words:
        return _code(refusal.words[name])
    if name in IDS:
        return AN_ID
    if name in CODES and not COUNTS.search(refusal.indonesian):
        return "some_code"
    return 1_500_000


def _code(words: Callable[[Any, str], str]) -> str:
    """One that these words are for."""
    known = getclosurevars(words).nonlocals
    codes = WORDS[known["kind"]] if "kind" in known else known.get("words", ["hari / days"])
    return next(iter(codes))


def made(refusal: type[Refusal]) -> Refusal:
    if issubclass(refusal, RulesBroken):
        return refusal([made(each) for each in MET if each.kind == "invalid" and each.rule][:1])
    found = figures(refusal)
    if refusal.__name__ == "WrongState" and refusal.said is not Refusal.said:
        found = {"state": "signed_off", "needed": "scheduled / checked_in"}
    return refusal(**found)


def told(refusal: Refusal, language: Language) -> Element:
    """What a page says of it."""
    page = parsed(shown_page("kit/problem.html", language, code=409, problems=wrong_rules(refusal, language)))
    (summary,) = page.all("div", "govuk-error-summary")
    return summary


@pytest.mark.parametrize("refusal", MET, ids=lambda refusal: f"{refusal.__module__}.{refusal.__name__}")
def test_a_refusal_is_told_in_the_words_of_its_reader(refusal: type[Refusal]) -> None:
    one = made(refusal)
    shown_id, shown_en = told(one, "id"), told(one, "en")
    assert list(refused_badly(shown_id)) == []
    for language, summary in (("id", shown_id), ("en", shown_en)):
        said = [each.words() for each in summary.all("li")]
        assert len(said) == 1
        assert not re.search(rf"{one.slug}\b|{AN_ID}|some_code", summary.text) or one.slug.isalpha()
        if refusal.rule:
            assert f"{'Aturan' if language == 'id' else 'Rule'} {refusal.rule}" in said[0]
        if refusal.article:
            assert re.findall(r"\d+/\d{4}", refusal.article) == re.findall(r"\d+/\d{4}", said[0])
        assert summary.all("p") or refusal.slug in SAY_WHAT_NEXT
    assert shown_id.words() != shown_en.words()


def test_of_several_rules_each_is_told_and_what_to_do_once() -> None:
    broken = [made(each) for each in MET if each.kind == "invalid" and each.rule][:3]
    summary = told(RulesBroken(broken), "id")
    assert len(summary.all("li")) == 3
    assert [each.words() for each in summary.all("p")] == ["Perbaiki isiannya, lalu kirim lagi."]
