"""The keeper of backups as a server of the local stack: it receives the write-ahead log into a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deploy.backup.folder import Folder
from deploy.backup.programs import Address
from deploy.local.process import Server
from deploy.local.service import CHECKOUT


class BackupKeeper(Server):
    """`python -m deploy.backup keep`; ready when the log streams, and commits wait for it where they shall.

    It listens on nothing. Base backups are taken by hand here, `make backup`, unless they are `scheduled`.
    """

    name = "Backup"
    setting = ""

    def __init__(self, state: Path, folder: Folder, at: Address, *, synchronous: bool = True) -> None:
        super().__init__(state, 0)
        self.folder, self.at, self.synchronous, self.scheduled = folder, at, synchronous, False

    def _prepare(self) -> None:
        super()._prepare()
        self.folder.make()
        (self.folder.path / "receiver.json").unlink(missing_ok=True)

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "deploy.backup", "keep"]

    def _environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("MASOHI_", "KAFKA_"))}
        return plain | {
            "MASOHI_BACKUP": str(self.folder.path),
            "MASOHI_BACKUP_DSN": f"postgresql://{self.at.user}:{self.at.password}@{self.at.host}:{self.at.port}/postgres",
            "MASOHI_BACKUP_SYNCHRONOUS": str(self.synchronous).lower(),
            "MASOHI_BACKUP_SCHEDULE": str(self.scheduled).lower(),
            "PYTHONPATH": str(CHECKOUT),
        }

    def _is_ready(self) -> bool:
        said = self.folder.said("receiver.json")
        return bool(said.get("streaming")) and said["synchronous"] is self.synchronous
