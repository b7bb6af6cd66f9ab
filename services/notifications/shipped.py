"""The rules that ship, from `shipped.toml`. A rule set over HTTP under the same id takes the place of a shipped one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from services.notifications.domain.rule import Definition, Rule

_SHIPPED = TypeAdapter(dict[str, Definition])


def load(path: Path) -> Mapping[str, Rule]:
    """Rules by id, in the order of the file."""
    return {id_: Rule(id_, said) for id_, said in _SHIPPED.validate_python(tomllib.loads(path.read_text())).items()}


SHIPPED = load(Path(__file__).with_name("shipped.toml"))
