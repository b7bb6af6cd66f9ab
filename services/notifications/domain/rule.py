"""Rules: which fact is told to whom, in what words, by which channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args
from uuid import UUID

from jinja2 import TemplateError
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.notifications import errors, events
from services.notifications.domain import template
from services.notifications.domain.message import Addressees, Text, one_line
from services.notifications.domain.organisation import Organisations, places_in
from services.notifications.events import Channel, Language
from shared.messaging.events import Event

Scalar = str | int | bool | None
Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,59}$")]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Audience(Part):
    """Recipients with one of `roles` (none: any) in `organisation`: a fixed id, or null for any, or the organisations
    that a field of the event (or one of several) names by id or code."""

    roles: Annotated[list[Role], Field(max_length=20)] = []
    organisation: UUID | FieldName | Annotated[list[FieldName], Field(min_length=1, max_length=5)] | None = None


class Words(Part):
    """Two templates, filled in with the event's public fields."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Texts(Part):
    id: Words
    en: Words


class Definition(Part):
    """What a rule says. `filter`: field → the value it must have, or a list of values of which one."""

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
    """A rule is set. Raises UnknownField, TemplateInvalid."""
    check(rule.definition, event)
    said = rule.definition
    return [
        events.RuleChanged(
            rule_id=rule.id, event_type=said.event_type, channels=sorted(said.channels), active=said.active
        )
    ]


def check(said: Definition, event: type[Event]) -> None:
    """The filter, the audience and the templates use nothing but public fields of the event."""
    if not said.audience.roles and said.audience.organisation is None:
        raise errors.TemplateInvalid(where="audience", why="roles or an organisation; a notice to all is a circular")
    fields = {name for name in event.model_fields if name not in event.internal_fields}
    if unknown := set(said.filter) - fields:
        raise errors.UnknownField(type=event.type, fields=", ".join(sorted(unknown)))
    for place in _places(said.audience):
        if place not in fields or not _names_organisations(place, event):
            raise errors.UnknownField(type=event.type, fields=place)
    for language, words in _each(said.texts):
        template.check(words.subject, fields, f"{language}.subject")
        template.check(words.body, fields, f"{language}.body")


def _places(audience: Audience) -> list[str]:
    """The fields of the event that say which organisations."""
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


def _each(texts: Texts) -> Iterator[tuple[Language, Words]]:
    yield "id", texts.id
    yield "en", texts.en


def applies(rule: Rule, data: Mapping[str, Any]) -> bool:
    """Whether an active rule's filter matches the event's data; of a field that is a list, one entry suffices."""
    said = rule.definition
    return said.active and all(_fits(data.get(field), wanted) for field, wanted in said.filter.items())


def _fits(value: Any, wanted: Scalar | list[Scalar]) -> bool:
    values, allowed = (v if isinstance(v, list) else [v] for v in (value, wanted))
    return any(_same(a, b) for a in values for b in allowed)


def _same(a: Any, b: Any) -> bool:
    """`1` is not `true` here."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def addressees(rule: Rule, data: Mapping[str, Any], known: Organisations) -> Addressees:
    """Whom a rule means for one event; an organisation that is not known by its code has no recipients."""
    audience = rule.definition.audience
    if audience.organisation is None:
        return Addressees(frozenset(audience.roles), None)
    if isinstance(audience.organisation, UUID):
        return Addressees(frozenset(audience.roles), frozenset({audience.organisation}))
    places = places_in({field: data.get(field) for field in _places(audience)})
    ids = (known.id_of(place) for place in places)
    return Addressees(frozenset(audience.roles), frozenset(id_ for id_ in ids if id_))


def write(rule: Rule, data: Mapping[str, Any], names: Mapping[str, str]) -> list[Text]:
    """The texts of a rule for one event, one per language. Raises TemplateFailed."""
    return [_filled(rule.id, words, data, names, language) for language, words in _each(rule.definition.texts)]


def _filled(rule_id: str, words: Words, data: Mapping[str, Any], names: Mapping[str, str], to: Language) -> Text:
    try:
        subject = template.render(words.subject, data, names, to)
        body = template.render(words.body, data, names, to)
    except (TemplateError, TypeError, ValueError) as error:
        raise errors.TemplateFailed(rule=rule_id, why=str(error)) from None
    return Text(to, one_line(subject), body.strip(), data.get("detail_url"))
