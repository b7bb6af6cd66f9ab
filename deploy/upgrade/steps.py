"""An upgrade, in its order: check, backup, migrate, roll, verify. What fails ends it, and says how to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from deploy.upgrade.check import UpgradeRefused

ROLL = ("notifications", "community_service", "training", "agreements")
"""Readers before writers: who hears a new fact already knows it. Who is asked most comes last."""


class Installation(Protocol):
    """A running system. Each step raises LocalError or UpgradeRefused when it cannot be done."""

    def can_back_up(self) -> bool: ...

    def back_up(self) -> None: ...

    def check(self) -> None: ...

    def migrate(self) -> None: ...

    def roll(self, service: str) -> None:
        """Puts the new one in the place of the old one, and returns when it is ready."""

    def verify(self) -> None: ...


def upgrade(system: Installation, without_backup: str, say: Callable[[str], None]) -> None:
    """Raises UpgradeRefused before anything is changed, or what a step raises."""
    say("check")
    system.check()
    _back_up(system, without_backup, say)
    say("migrate: the old release runs on")
    system.migrate()
    for service in ROLL:
        say(f"roll {service}")
        system.roll(service)
    say("verify")
    system.verify()
    say("done")


def _back_up(system: Installation, without: str, say: Callable[[str], None]) -> None:
    if without:
        say(f"no backup: {without}")
        return
    if not system.can_back_up():
        raise UpgradeRefused(
            "There is no backup to go back to, and a migration is not taken back by anything else. Set backups up"
            ' (docs/backup.md), or say why it may go on without: --without-backup "reason".'
        )
    say("backup")
    system.back_up()
