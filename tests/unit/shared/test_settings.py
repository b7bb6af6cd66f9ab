"""Settings refuse what would be dangerous, with a word why, and never show a secret."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from shared.runtime import serve
from shared.seal_key import SealKey, trusted
from shared.settings import ServiceSettings
from tests.support.harness import SEAL_KEY
from tests.support.tiny import tiny

OLDER = "Zm9yZ2VyLWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzISE"

GOOD: dict[str, Any] = {
    "database_dsn": "postgresql://training:hidden@db/masohi",
    "port": 8000,
    "authority": "masohi.ambon.go.id",
    "public_url": "https://masohi.ambon.go.id",
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
        {"authority": "https://masohi.ambon.go.id"},
        {"authority": "masohi.ambon.go.id/"},
        {"max_body_bytes": 10},
        {"relay_batch": 0},
        {"scheduler_interval_s": 0},
        {"statement_timeout_ms": 0},
        {"log_level": "LOUD"},
        {"seal_key": "too-short"},
        {"seal_key": "_" * 44},
        {"seal_trusted": "too-short"},
        {"seal_trusted": "a2V5LWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzLWxvbmc,too-short"},
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


def test_the_seal_has_its_key_and_the_keys_of_earlier_seals() -> None:
    own = SealKey.of(SEAL_KEY)
    settings = ServiceSettings(**GOOD, seal_key=SEAL_KEY, seal_trusted=f" {OLDER}, ")
    assert settings.own_seal_key
    assert settings.own_seal_key.public == own.public
    assert set(trusted(own, settings.seal_trusted)) == {own.key_id, *trusted(None, OLDER)}
    assert SEAL_KEY not in repr(settings)
    assert ServiceSettings(**GOOD).own_seal_key is None


def test_a_wrong_seal_key_is_not_shown() -> None:
    with pytest.raises(ValidationError) as refused:
        ServiceSettings(**GOOD, seal_key="a-secret-too-short")
    assert "a-secret" not in str([error["msg"] for error in refused.value.errors()])


async def _fits(*_: str) -> None:
    """A database that is as this release needs it."""


def test_in_production_a_sealed_journal_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.logs.configure", lambda *_: None)
    monkeypatch.setattr("shared.runtime.uvicorn.run", lambda *_, **__: None)
    monkeypatch.setattr("shared.runtime.start_only_where_it_fits", _fits)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    with pytest.raises(SystemExit, match="MASOHI_SEAL_KEY"):
        serve(tiny(), ServiceSettings(**GOOD))
    serve(replace(tiny(), sealed=None), ServiceSettings(**GOOD))
    serve(tiny(), ServiceSettings(**GOOD, environment="local"))
    serve(tiny(), ServiceSettings(**GOOD, seal_key=SEAL_KEY))
