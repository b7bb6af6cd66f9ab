"""What an image gets: the code that a service imports, and what that code needs beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.compose.collect import OF_PAGES, collect
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT

FONTS = Path("shared/documents/fonts")


@pytest.mark.parametrize("service", ["training", "community_service"])
def test_who_writes_documents_gets_the_fonts_with_their_licence(service: str) -> None:
    found = collect(ROOT, [Path("services") / service])
    assert {path.name for path in found if path.parent == FONTS} == {
        path.name for path in (ROOT / FONTS).glob("[!_]*")
    } | {"__init__.py"}


def test_who_writes_none_gets_none() -> None:
    assert not [path for path in collect(ROOT, [Path("services/notifications")]) if FONTS in path.parents]


@pytest.mark.parametrize("service", SERVICES)
def test_who_has_pages_gets_all_that_pages_are_made_of(service: str) -> None:
    found = collect(ROOT, [Path("services") / service])
    for package in ("web", "journal", "privacy"):
        files = {
            file for folder in OF_PAGES for file in (ROOT / "shared" / package / folder).rglob("*") if file.is_file()
        }
        wanted = {file.relative_to(ROOT) for file in files if "__pycache__" not in file.parts}
        if Path("shared", package, "pages.py") in found or package == "web":
            assert wanted
            assert wanted <= found, "its pages would not be there in a container"
