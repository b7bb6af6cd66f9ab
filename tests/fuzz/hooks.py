"""What the fuzzer knows of this system: tokens of several organisations, ids that exist, how a PDF begins."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any
from uuid import UUID

import schemathesis
from hypothesis import strategies as st
from schemathesis import AuthContext, Case, HookContext

WORLD = json.loads(Path(os.environ["MASOHI_FUZZ"]).read_text())
CHANCE = random.Random(WORLD["seed"])
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"

schemathesis.openapi.media_type("application/pdf", st.binary(max_size=200) | st.just(PDF))
schemathesis.openapi.media_type("text/csv", st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore")))


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _existing(name: str, value: Any) -> Any:
    """The value, or, three times of four, an id that exists where it is an id."""
    if isinstance(value, dict):
        return {key: _existing(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_existing(name, each) for each in value]
    ids = WORLD["ids"].get(name) or WORLD["ids"].get(f"{name}_id")
    return CHANCE.choice(ids) if ids and _is_id(value) and CHANCE.random() < 0.75 else value


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    case.path_parameters = {name: _existing(name, value) for name, value in (case.path_parameters or {}).items()}
    if isinstance(case.body, dict | list):
        case.body = _existing("", case.body)


@schemathesis.auth(refresh_interval=None)
class SomeOrganisation:
    """Every role, each time for another organisation or for none."""

    def get(self, case: Case, context: AuthContext) -> str:
        return str(CHANCE.choice(WORLD["tokens"]))

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"
