"""The rig gives a service all settings that it needs: no test runs the rows, and one without a setting fails late."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tests.bench.rig import Rig


def test_its_settings_are_those_of_a_service(tmp_path: Path) -> None:
    with closing(Rig(tmp_path)) as rig:
        assert rig.settings("postgresql://agreements:x@127.0.0.1/masohi").public_url
