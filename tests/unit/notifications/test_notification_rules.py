"""Notification rules: the shipped ones are valid, and a rule prints only what everyone may read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.community_service.events import SentenceAssigned, SentenceRejected
from services.notifications import messages
from services.notifications.catalogue import CATALOGUE
from services.notifications.domain import notification_rules
from services.notifications.domain.notification_rules import Definition, Rule
from services.notifications.domain.organisations import Organisation, Organisations
from services.notifications.domain.recipients import Addressees
from services.notifications.errors.notification_rules import EventFieldUnknown
from services.notifications.errors.templates import TemplateFailed, TemplateInvalid
from services.notifications.shipped import SHIPPED

ONE, TWO = UUID(int=1), UUID(int=2)
KNOWN = Organisations([Organisation(ONE, "kejari-ambon", "Kejaksaan Negeri Ambon")])
TEMPLATES = {"subject": "Putusan {{ verdict_number }}", "body": "{{ court_code | organisation }}"}


def definition(**changes: Any) -> Definition:
    fields = {
        "event_type": "community-service.sentence.assigned",
        "audience": {"roles": ["counsellor"], "organisation": "prosecutor_code"},
        "texts": {"id": TEMPLATES, "en": TEMPLATES},
        "channels": ["inbox"],
    }
    return Definition.model_validate(fields | changes)


@pytest.mark.parametrize("rule", SHIPPED.values(), ids=SHIPPED)
def test_what_ships_is_valid(rule: Rule) -> None:
    notification_rules.check(rule.definition, CATALOGUE[rule.definition.event_type])


def test_a_rule_ships_for_every_event() -> None:
    assert set(CATALOGUE) == {rule.definition.event_type for rule in SHIPPED.values()}


def test_follows_every_event_without_internal_fields_and_never_the_intake() -> None:
    assert messages.SUBSCRIPTIONS.topics == [
        "masohi.agreements.v1",
        "masohi.community-service.internal.v1",
        "masohi.community-service.v1",
        "masohi.intake.answers.v1",
        "masohi.training.internal.v1",
        "masohi.training.v1",
    ]
    heard = [event for event, _ in messages.SUBSCRIPTIONS.routes.values()]
    assert not [event.type for event in heard if event.internal_fields]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"filter": {"person_id": "x"}}, EventFieldUnknown),
        ({"filter": {"hours_late": 1}}, EventFieldUnknown),
        ({"audience": {"roles": ["counsellor"], "organisation": "verdict_number"}}, EventFieldUnknown),
        (
            {"audience": {"roles": ["counsellor"], "organisation": ["prosecutor_code", "person_id"]}},
            EventFieldUnknown,
        ),
        ({"audience": {}}, TemplateInvalid),
        ({"texts": {"id": TEMPLATES, "en": TEMPLATES | {"body": "{{ person_id }}"}}}, TemplateInvalid),
    ],
)
def test_uses_nothing_but_public_fields(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        notification_rules.check(definition(**changes), SentenceAssigned)


def test_both_languages_are_needed() -> None:
    with pytest.raises(ValidationError, match="en"):
        definition(texts={"id": TEMPLATES})


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
    assert notification_rules.applies(Rule("r", definition(filter=wanted)), data) is applies


def test_a_rule_that_is_off_never_applies() -> None:
    assert not notification_rules.applies(Rule("r", definition(active=False)), {})


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
    assert notification_rules.addressees(rule, data, KNOWN) == Addressees(frozenset({"counsellor"}), organisations)


def test_every_broken_rule_is_printed_with_its_article() -> None:
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
    indonesian, english = notification_rules.write(SHIPPED["sentence-rejected"], event.public(), KNOWN.names)
    assert english.subject == "Verdict 12/Pid.B/2026 cannot be taken in"
    assert english.body.splitlines()[1:4] == ["- 8 to 240 hours (art. 85(4))", "- unknown court", ""]
    assert "85(4)" in indonesian.body
    assert indonesian.link == event.public().get("detail_url")


def test_a_template_that_does_not_fit_the_data_names_its_rule() -> None:
    rule = Rule("odd", definition(texts={"id": TEMPLATES | {"body": "{{ verdict_number | hours }}"}, "en": TEMPLATES}))
    with pytest.raises(TemplateFailed, match="odd"):
        notification_rules.write(rule, {"verdict_number": "x", "court_code": "y"}, {})
