"""What an image gets: the code that a service imports, and what that code needs beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.compose.collect import collect
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
