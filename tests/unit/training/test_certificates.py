"""What a certificate shows to a stranger."""

from __future__ import annotations

import pytest

from services.training.domain.certificates import initials


@pytest.mark.parametrize(
    ("name", "short"), [("Yohanis Pattiasina", "Y. P."), ("  siti   nur  aini ", "S. N. A."), ("Élan", "É.")]
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short
