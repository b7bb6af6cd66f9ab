"""A page of a case shows each part to the roles that its own route names, and to nobody else."""

from __future__ import annotations

import pytest

from services.community_service.queries.cases_sections import READERS, SECTIONS, Section
from tests.contract.test_routes import ALL

_CASE = "/community-service/sentences/{sentence_id}"
ROUTES: dict[Section, str] = {
    "papers": f"{_CASE}/papers",
    "reports": f"{_CASE}/reports",
    "changes": "/community-service/verdict-changes/{change_id}",
    "corrections": "/community-service/corrections",
    "alarms": "/community-service/alarms",
    "breaches": "/community-service/breaches",
    "fines": "/community-service/fines",
    "fine_corrections": "/community-service/fine-corrections",
    "incidents": "/community-service/incidents",
    "guardian": f"{_CASE}/guardian",
}


def roles(path: str) -> set[str]:
    return {
        role
        for endpoint in ALL
        if (endpoint.service, endpoint.method, endpoint.path) == ("community_service", "GET", path)
        for role in endpoint.roles or ()
    }


def test_every_part_has_a_route() -> None:
    assert ROUTES.keys() == SECTIONS.keys()


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_a_part_is_for_the_roles_of_its_route(section: Section) -> None:
    assert roles(ROUTES[section]) == SECTIONS[section]


@pytest.mark.parametrize("path", [_CASE, f"{_CASE}/balance", f"{_CASE}/case", f"{_CASE}/timeline"])
def test_whoever_reads_a_case_reads_all_of_its_forms(path: str) -> None:
    assert roles(path) == READERS
