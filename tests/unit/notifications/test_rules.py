"""Rules: what ships is whole, and a rule says nothing but what everyone may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.community_service.events import SentenceAssigned, SentenceRejected
from services.notifications import errors, messages
from services.notifications.domain import rule as rules
from services.notifications.domain.message import Addressees
from services.notifications.domain.organisation import Organisation, Organisations
from services.notifications.domain.rule import Definition, Rule
from services.notifications.heard import HEARD
from services.notifications.shipped import SHIPPED

ONE, TWO = UUID(int=1), UUID(int=2)
KNOWN = Organisations([Organisation(ONE, "kejari-ambon", "Kejaksaan Negeri Ambon")])
WORDS = {"subject": "Putusan {{ verdict_number }}", "body": "{{ court_code | organisation }}"}


def definition(**changes: Any) -> Definition:
    said = {
        "event_type": "community-service.sentence.assigned",
        "audience": {"roles": ["counsellor"], "organisation": "prosecutor_code"},
        "texts": {"id": WORDS, "en": WORDS},
        "channels": ["inbox"],
    }
    return Definition.model_validate(said | changes)


@pytest.mark.parametrize("rule", SHIPPED.values(), ids=SHIPPED)
def test_what_ships_is_valid(rule: Rule) -> None:
    rules.check(rule.definition, HEARD[rule.definition.event_type])


def test_a_rule_ships_for_every_event() -> None:
    assert set(HEARD) == {rule.definition.event_type for rule in SHIPPED.values()}


def test_hears_only_shared_topics_and_never_the_intake() -> None:
    assert messages.SUBSCRIPTIONS.topics == [
        "masohi.agreements.v1",
        "masohi.community-service.v1",
        "masohi.training.v1",
    ]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"filter": {"person_id": "x"}}, errors.UnknownField),
        ({"filter": {"hours_late": 1}}, errors.UnknownField),
        ({"audience": {"roles": ["counsellor"], "organisation": "verdict_number"}}, errors.UnknownField),
        (
            {"audience": {"roles": ["counsellor"], "organisation": ["prosecutor_code", "person_id"]}},
            errors.UnknownField,
        ),
        ({"audience": {}}, errors.TemplateInvalid),
        ({"texts": {"id": WORDS, "en": WORDS | {"body": "{{ person_id }}"}}}, errors.TemplateInvalid),
    ],
)
def test_uses_nothing_but_public_fields(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.check(definition(**changes), SentenceAssigned)


def test_both_languages_are_needed() -> None:
    with pytest.raises(ValidationError, match="en"):
        definition(texts={"id": WORDS})


@pytest.mark.parametrize(
    ("wanted", "data", "applies"),
    [
        ({}, {}, True),
        ({"state": "open"}, {"state": "open"}, True),
        ({"state": "open"}, {"state": "closed"}, False),
        ({"state": "open"}, {}, False),
        ({"state": ["open", "closed"]}, {"state": "closed"}, True),
        ({"scopes": "training"}, {"scopes": ["equipment", "training"]}, True),
        ({"scopes": "training"}, {"scopes": []}, False),
        ({"state": "open", "by": "agreement"}, {"state": "open", "by": "coordinator"}, False),
        ({"late": True}, {"late": 1}, False),
        ({"by": None}, {"by": None}, True),
    ],
)
def test_filter(wanted: dict[str, Any], data: dict[str, Any], applies: bool) -> None:
    assert rules.applies(Rule("r", definition(filter=wanted)), data) is applies


def test_a_rule_that_is_off_never_applies() -> None:
    assert not rules.applies(Rule("r", definition(active=False)), {})


@pytest.mark.parametrize(
    ("organisation", "data", "expected"),
    [
        (None, {}, None),
        (str(TWO), {}, {TWO}),
        ("prosecutor_code", {"prosecutor_code": "kejari-ambon"}, {ONE}),
        ("prosecutor_code", {"prosecutor_code": "kejari-jauh"}, set()),
        ("prosecutor_code", {"prosecutor_code": None}, set()),
        ("agency_id", {"agency_id": str(TWO)}, {TWO}),
        ("parties", {"parties": [str(ONE), str(TWO)]}, {ONE, TWO}),
        (["agency_id", "prosecutor_code"], {"agency_id": str(TWO), "prosecutor_code": "kejari-ambon"}, {ONE, TWO}),
    ],
)
def test_audience(organisation: Any, data: dict[str, Any], expected: set[UUID] | None) -> None:
    rule = Rule("r", definition(audience={"roles": ["counsellor"], "organisation": organisation}))
    organisations = None if expected is None else frozenset(expected)
    assert rules.addressees(rule, data, KNOWN) == Addressees(frozenset({"counsellor"}), organisations)


def test_every_broken_rule_is_told_with_its_article() -> None:
    event = SentenceRejected.model_validate(
        {
            "rejection_id": ONE,
            "court_code": "pn-ambon",
            "verdict_number": "12/Pid.B/2026",
            "prosecutor_code": "kejari-ambon",
            "intake_event_id": "1",
            "violations": [
                {"rule": "K4", "article": "art. 85(4)", "slug": "hours", "detail": "8 to 240 hours"},
                {"rule": None, "article": None, "slug": "other", "detail": "unknown court"},
            ],
        }
    )
    indonesian, english = rules.write(SHIPPED["sentence-rejected"], event.public(), KNOWN.names)
    assert english.subject == "Verdict 12/Pid.B/2026 cannot be taken in"
    assert english.body.splitlines()[1:4] == ["- 8 to 240 hours (art. 85(4))", "- unknown court", ""]
    assert "85(4)" in indonesian.body
    assert indonesian.link == event.public().get("detail_url")


def test_a_template_that_does_not_fit_the_data_names_its_rule() -> None:
    rule = Rule("odd", definition(texts={"id": WORDS | {"body": "{{ verdict_number | hours }}"}, "en": WORDS}))
    with pytest.raises(errors.TemplateFailed, match="odd"):
        rules.write(rule, {"verdict_number": "x", "court_code": "y"}, {})
