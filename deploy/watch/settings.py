"""What the watch reads from its environment. Its secret may come as a file (docker secrets)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_SECRETS = Path("/run/secrets")


class WatchSettings(BaseSettings):
    """Variables: `MASOHI_WATCH_…`. What is empty is not watched."""

    model_config = SettingsConfigDict(env_prefix="MASOHI_WATCH_", secrets_dir=_SECRETS if _SECRETS.is_dir() else None)

    dsn: SecretStr = Field(description="the database, for the role masohi_watch")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    disks: str = Field(default="", description="name=folder, several with commas")
    certificates: str = Field(default="", description="name=host:port, several with commas: servers that speak TLS")
    gateway: str = Field(default="", pattern=r"^(https?://\S+)?$", description="address whose clock is compared")
    backups: str = Field(default="", description="folder of the backups")
    every_s: float | None = Field(
        default=None, gt=0, description="seconds between looks at each part; its own if empty"
    )
    wal_receiver: str = Field(default="", description="slot or application name of the receiver of WAL")

    @field_validator("disks", "certificates")
    @classmethod
    def _pairs_can_be_read(cls, text: str) -> str:
        list(pairs(text))
        return text

    @field_validator("certificates")
    @classmethod
    def _certificates_are_at_ports(cls, text: str) -> str:
        for name, address in pairs(text):
            host, _, port = address.rpartition(":")
            if not host or not port.isdecimal():
                raise ValueError(f"{name} is not at host:port")
        return text


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """`a=x,b=y` in pairs. Raises ValueError."""
    for each in filter(None, text.split(",")):
        name, equals, value = each.strip().partition("=")
        if not (name and equals and value):
            raise ValueError(f"{each!r} is not name=value")
        yield name, value
