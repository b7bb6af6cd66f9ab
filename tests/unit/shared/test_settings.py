"""Settings refuse what would be dangerous, with a word why, and never show a secret."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from shared.settings import ServiceSettings

GOOD: dict[str, Any] = {
    "database_dsn": "postgresql://training:hidden@db/masohi",
    "port": 8000,
    "issuer": "https://issuer.example",
    "issuer_jwks": "https://issuer.example/jwks",
    "person_key": "k" * 32,
}


def test_production_is_the_default_and_has_the_machines_time() -> None:
    settings = ServiceSettings(**GOOD)
    assert (settings.environment, settings.simulated_clock) == ("production", False)


def test_production_refuses_a_simulated_clock() -> None:
    with pytest.raises(ValidationError, match="local stack only"):
        ServiceSettings(**GOOD, simulated_clock=True)
    assert ServiceSettings(**GOOD, simulated_clock=True, environment="local").simulated_clock


@pytest.mark.parametrize(
    "wrong",
    [
        {"person_key": "k" * 31},
        {"port": 65_536},
        {"max_body_bytes": 10},
        {"relay_batch": 0},
        {"scheduler_interval_s": 0},
        {"statement_timeout_ms": 0},
        {"log_level": "LOUD"},
    ],
    ids=str,
)
def test_a_figure_out_of_bounds_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        ServiceSettings(**GOOD | wrong)


def test_secrets_are_not_shown() -> None:
    shown = repr(ServiceSettings(**GOOD))
    assert "hidden" not in shown
    assert "kkkk" not in shown
