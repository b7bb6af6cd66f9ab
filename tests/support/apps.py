"""Each service as its composition root builds it, with the settings that it asks for, and nothing behind it."""

from __future__ import annotations

import importlib
from typing import Any, get_type_hints

from fastapi import FastAPI

from deploy.local.issuer import ISSUER
from shared.runtime import create_app
from shared.settings import KafkaSettings, ServiceSettings

VALUES = {
    "environment": "local",
    "simulated_clock": True,
    "database_dsn": "postgresql://nobody@127.0.0.1:1/nothing",
    "port": 0,
    "issuer": ISSUER,
    "issuer_jwks": "/nowhere",
    "person_key": "a key for tests, 32 bytes or more",
    "smtp_host": "127.0.0.1",
    "sender": "masohi@example.org",
    "public_url": "http://localhost",
}


def app_of(service: str) -> FastAPI:
    module: Any = importlib.import_module(f"services.{service}.main")
    wanted: type[ServiceSettings] = next(iter(get_type_hints(module.build).values()))
    settings = wanted.model_validate({name: value for name, value in VALUES.items() if name in wanted.model_fields})
    return create_app(module.build(settings), settings, KafkaSettings(bootstrap_servers="127.0.0.1:1"))
