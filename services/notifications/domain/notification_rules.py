"""Notification rules: which event is sent to which recipients, in which texts, by which channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.notifications import events
from services.notifications.domain import templates
from services.notifications.domain.messages import Text, one_line
from services.notifications.domain.organisations import Organisations, places_in
from services.notifications.domain.recipients import Addressees, Role
from services.notifications.domain.templates_fields import kinds_of
from services.notifications.errors.notification_rules import EventFieldUnknown
from services.notifications.errors.templates import TemplateFailed, TemplateInvalid
from services.notifications.events import Channel, Language
from shared.messaging.events import Event

_GUARDIANS = "community-service.guardian."
"""Facts that say that a case is a child's (C4)."""

Scalar = str | int | bool | None
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,59}$")]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Audience(Part):
    """Recipients with one of `roles`, in `organisation`. No roles means any role.

    `organisation` is a fixed id, or null for any, or one or several fields of the event that name organisations. `case`
    is the field of the event with a sentence: of its people the guardian is reached, if it is a child's.
    """

    roles: Annotated[list[Role], Field(max_length=20)] = []
    organisation: UUID | FieldName | Annotated[list[FieldName], Field(min_length=1, max_length=5)] | None = None
    case: Literal["sentence_id"] | None = None


class TextTemplate(Part):
    """Two templates. The public fields of the event are filled in."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Texts(Part):
    id: TextTemplate
    en: TextTemplate


class Definition(Part):
    """The content of a rule. `filter` maps a field to the value that it must have, or to a list of possible values."""

    event_type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z.-]{2,99}$")]
    filter: Annotated[dict[FieldName, Scalar | list[Scalar]], Field(max_length=10)] = {}
    audience: Audience
    texts: Texts
    channels: Annotated[frozenset[Channel], Field(min_length=1)]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    definition: Definition


def change(rule: Rule, event: type[Event]) -> list[Event]:
    """Adds or replaces a rule about `event`. Raises EventFieldUnknown, TemplateInvalid."""
    definition = rule.definition
    check(definition, event)
    changed = events.RuleChanged(
        rule_id=rule.id,
        event_type=definition.event_type,
        channels=sorted(definition.channels),
        active=definition.active,
    )
    return [changed]


def check(definition: Definition, event: type[Event]) -> None:
    """The filter, the audience and the templates use only public fields of the event."""
    audience = definition.audience
    if not audience.roles and audience.organisation is None and audience.case is None:
        raise TemplateInvalid(where="audience", why="roles or an organisation; a notice to all is a circular")
    if event.type.startswith(_GUARDIANS) and audience.case is None:
        raise TemplateInvalid(where="audience", why="case: that a case has a guardian is told to the guardian alone")
    fields = {name for name in event.model_fields if name not in event.internal_fields}
    if unknown := set(definition.filter) - fields:
        raise EventFieldUnknown(type=event.type, fields=", ".join(sorted(unknown)))
    if audience.case and audience.case not in fields:
        raise EventFieldUnknown(type=event.type, fields=audience.case)
    for place in _places(audience):
        if place not in fields or not _names_organisations(place, event):
            raise EventFieldUnknown(type=event.type, fields=place)
    kinds = kinds_of(event)
    for language, template in _each(definition.texts):
        templates.check(template.subject, kinds, f"{language}.subject")
        templates.check(template.body, kinds, f"{language}.body")


def _places(audience: Audience) -> list[str]:
    """The fields of the event that name the organisations."""
    match audience.organisation:
        case str(field):
            return [field]
        case list(fields):
            return fields
        case _:
            return []


def _names_organisations(field: str, event: type[Event]) -> bool:
    return field.endswith("_code") or _holds_ids(event.model_fields[field].annotation)


def _holds_ids(annotation: Any) -> bool:
    return annotation is UUID or any(_holds_ids(part) for part in get_args(annotation))


def _each(texts: Texts) -> Iterator[tuple[Language, TextTemplate]]:
    yield "id", texts.id
    yield "en", texts.en


def applies(rule: Rule, data: Mapping[str, Any]) -> bool:
    """Whether the rule is active and its filter matches the event. Of a field that is a list, one entry suffices."""
    definition = rule.definition
    return definition.active and all(_fits(data.get(field), wanted) for field, wanted in definition.filter.items())


def _fits(value: Any, wanted: Scalar | list[Scalar]) -> bool:
    values, allowed = (v if isinstance(v, list) else [v] for v in (value, wanted))
    return any(_same(a, b) for a in values for b in allowed)


def _same(a: Any, b: Any) -> bool:
    """`1` is not `true` here."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def addressees(rule: Rule, data: Mapping[str, Any], known: Organisations) -> Addressees:
    """The audience of a rule for one event. An organisation whose code is not known has no recipients."""
    audience = rule.definition.audience
    roles, case = frozenset(audience.roles), UUID(data[audience.case]) if audience.case else None
    if audience.organisation is None:
        return Addressees(roles, None, case)
    if isinstance(audience.organisation, UUID):
        return Addressees(roles, frozenset({audience.organisation}), case)
    places = places_in({field: data.get(field) for field in _places(audience)})
    ids = (known.id_of(place) for place in places)
    return Addressees(roles, frozenset(id_ for id_ in ids if id_), case)


def write(rule: Rule, data: Mapping[str, Any], names: Mapping[str, str]) -> list[Text]:
    """The texts of a rule for one event, one per language. A guardian cannot open a case: there is no link then.

    Raises TemplateFailed."""
    link = None if rule.definition.audience.case else data.get("detail_url")
    return [
        _fill_in(rule.id, template, data, names, language).model_copy(update={"link": link})
        for language, template in _each(rule.definition.texts)
    ]


def _fill_in(
    rule_id: str, template: TextTemplate, data: Mapping[str, Any], names: Mapping[str, str], language: Language
) -> Text:
    try:
        subject = templates.render(template.subject, data, names, language)
        body = templates.render(template.body, data, names, language)
    except Exception as error:  # whatever a template does, it harms its own rule only
        raise TemplateFailed(rule=rule_id, why=f"{type(error).__name__}: {error}"[:500]) from None
    return Text(language=language, subject=one_line(subject), body=body.strip())
