"""What people write and other agencies read: no national id (NIK) gets into it. On a topic it would stand for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from deploy.contracts import today
from services.agreements.commands.addenda import DraftAddendum
from services.agreements.commands.agreements import DraftFields, Sign
from services.agreements.commands.cooperation_agreements import ReviseCooperationAgreement
from services.agreements.commands.obligations import PlanObligation
from services.agreements.commands.organisations import Contacts, RegisterOrganisation
from services.community_service.commands.breaches_bodies import DecideBreach
from services.community_service.commands.holidays import Decree, DecreeDay, SetDay
from services.community_service.commands.sites import OpenSite
from services.community_service.justice import SentencePronounced
from services.training.commands.equipment import EquipmentDetails
from services.training.commands.products import ProductDetails
from services.training.commands.programmes import OpenProgramme

NIK = "8171012304900001"

WRITTEN: dict[tuple[str, str], list[tuple[type[BaseModel], str]]] = {
    ("agreements", "code"): [(RegisterOrganisation, "code")],
    ("agreements", "name"): [(Contacts, "name")],
    ("agreements", "programmes"): [(ReviseCooperationAgreement, "programmes"), (DraftAddendum, "programmes")],
    ("agreements", "sites"): [(ReviseCooperationAgreement, "sites"), (DraftAddendum, "sites")],
    ("agreements", "unit"): [(PlanObligation, "unit")],
    ("training", "kind"): [(EquipmentDetails, "kind"), (ProductDetails, "kind")],
    ("training", "skill"): [(OpenProgramme, "skill")],
    ("training", "title"): [(OpenProgramme, "title"), (EquipmentDetails, "title"), (ProductDetails, "title")],
    ("community-service", "activities"): [(OpenSite, "activities")],
    ("community-service", "court_code"): [(SentencePronounced, "court_code")],
    ("community-service", "probation_office_code"): [(SentencePronounced, "probation_office_code")],
    ("community-service", "prosecutor_code"): [(SentencePronounced, "prosecutor_code")],
    ("community-service", "verdict_number"): [(SentencePronounced, "verdict_number")],
    ("community-service", "document_number"): [(DecideBreach, "document_number")],
    ("community-service", "issuer"): [(Decree, "issuer")],
    ("community-service", "name"): [(DecreeDay, "name"), (SetDay, "name")],
    ("community-service", "number"): [(Decree, "number")],
}
"""Of the texts of any form on topics of other agencies: where they come from."""
OURS = {
    *("condition", "decides_code", "hash", "intake_event_id", "journal", "key_id", "previous", "report_url", "root"),
    "asset_number",  # of an administration of assets: it has many figures, and names a thing
    *("article", "detail", "detail_id", "rule", "signature", "slug"),
}
"""Written by the services: from what stands above, from lists, or without what may be a NIK."""
ON_PAGES: list[tuple[type[BaseModel], str]] = [(Sign, "number"), (DraftFields, "title")]


def texts(schema: dict[str, Any], name: str) -> Iterator[str]:
    """The names of fields that take any text."""
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format", "not"}:
        yield name
    for field, each in schema.get("properties", {}).items():
        yield from texts(each, field)
    for each in (schema.get("items"), *schema.get("anyOf", [])):
        if isinstance(each, dict):
            yield from texts(each, name)


def test_every_text_on_a_topic_of_other_agencies_is_known_here() -> None:
    found = {
        (type_.partition(".")[0], name)
        for type_, contract in today().items()
        if not type_.startswith("justice.") and "internal" not in contract["topics"][0]
        for name in texts(contract["data"], "")
        if name not in OURS
    }
    assert found == set(WRITTEN)


@pytest.mark.parametrize(
    ("model", "field"),
    [where for places in WRITTEN.values() for where in places] + ON_PAGES,
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_where_a_published_text_is_written_no_nik_is_taken(model: type[BaseModel], field: str) -> None:
    info = model.model_fields[field]
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[info.annotation, field, *info.metadata])  # type: ignore[arg-type]
    many = field in {"activities", "programmes", "sites"}
    word = f"a{NIK}"  # a code or an id begins with a letter
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python([word] if many else word)
    assert any("may be a NIK" in error["msg"] for error in refused.value.errors()), refused.value
    plain = "a817101230490"
    assert adapter.validate_python([plain] if many else plain)
