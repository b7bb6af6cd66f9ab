"""What the fuzzer knows of this system: tokens of several organisations, ids that exist, how a PDF begins."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import schemathesis
from hypothesis import strategies as st
from schemathesis import AuthContext, Case, HookContext

WORLD = json.loads(Path(os.environ["MASOHI_FUZZ"]).read_text())
CHANCE = random.Random(WORLD["seed"])
DAYS = ["2026-02-09", "2026-03-02", "2026-03-03", "2026-03-31", "2026-04-13", "2026-06-30", "2026-12-31", "2027-02-08"]
TIMES = {"starts": "08:00", "ends": "12:00"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"

schemathesis.openapi.media_type("application/pdf", st.binary(max_size=200) | st.just(PDF))
schemathesis.openapi.media_type("text/csv", st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore")))


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _existing(name: str, value: Any) -> Any:
    """The value, or, three times of four, one that means something here: an id or code that exists, a day of this year.

    It is only replaced by one of its own kind, so what is valid stays valid, and what is not stays so."""
    if isinstance(value, dict):
        return {key: _existing(key, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_existing(name, each) for each in value]
    if not isinstance(value, str) or CHANCE.random() < 0.25:
        return value
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return CHANCE.choice(DAYS)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", value):
        return f"{CHANCE.choice(DAYS)}T{CHANCE.randrange(8, 17):02}:00:00+09:00"
    if name in TIMES and re.fullmatch(r"\d{2}:\d{2}(:00)?", value):
        return TIMES[name]
    if name.endswith("_code") and re.fullmatch("[a-z0-9-]{2,60}", value):
        return CHANCE.choice(WORLD["codes"] or [value])
    ids = WORLD["ids"].get(name) or WORLD["ids"].get(f"{name}_id")
    return CHANCE.choice(ids) if ids and _is_id(value) else value


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
