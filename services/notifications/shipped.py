"""The notification rules that ship, from `shipped.toml`. A rule set over HTTP under the same id replaces one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from services.notifications.domain.notification_rules import Definition, Rule

_SHIPPED = TypeAdapter(dict[str, Definition])


def load(path: Path) -> Mapping[str, Rule]:
    """Rules by id, in the order of the file."""
    definitions = _SHIPPED.validate_python(tomllib.loads(path.read_text()))
    return {id_: Rule(id_, definition) for id_, definition in definitions.items()}


SHIPPED = load(Path(__file__).with_name("shipped.toml"))
