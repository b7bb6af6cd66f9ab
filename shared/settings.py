"""What a service reads from its environment, with bounds and units. Secrets may come as files (docker secrets)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.seal_key import SealKey, trusted

Days = Annotated[int, Field(ge=30, le=36_500)]

_SECRETS = Path(os.environ.get("MASOHI_SECRETS_DIR", "/run/secrets"))


class Secrets(BaseSettings):
    """Settings of which some are secrets that come as files, and may be changed while the service runs."""

    def as_now(self, name: str) -> str:
        """A secret, from its file as it is now. One that came otherwise stays as it was at the start."""
        full = f"{self.model_config.get('env_prefix', '')}{name}"
        file = _SECRETS / full.lower()
        if full.upper() not in os.environ and file.is_file():
            return file.read_text().strip()
        at_start: SecretStr | str | None = getattr(self, name)
        return at_start.get_secret_value() if isinstance(at_start, SecretStr) else at_start or ""


class KafkaSettings(BaseSettings):
    """How to reach the broker. Variables: `KAFKA_…`."""

    model_config = SettingsConfigDict(env_prefix="KAFKA_", secrets_dir=_SECRETS if _SECRETS.is_dir() else None)

    bootstrap_servers: str = Field(description="host:port, several with commas")
    profile: Literal["kafka", "tansu"] = "kafka"
    security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    username: str | None = None
    password: SecretStr = SecretStr("")
    ca_file: str | None = None
    certificate_file: str | None = Field(default=None, description="PEM with the client's own key and certificate")


Settings = TypeVar("Settings", bound=BaseSettings)


def read(settings: type[Settings]) -> Settings:
    """The settings from the environment, or the end of the process with one line that names what is wrong."""
    try:
        return settings()
    except ValidationError as error:
        prefix = settings.model_config.get("env_prefix", "")
        problems = [(f"{prefix}{e['loc'][0]}".upper() if e["loc"] else "together", e["msg"]) for e in error.errors()]
        wrong = "; ".join(f"{name}: {message}" for name, message in problems)
        raise SystemExit(f"ERROR: settings: {wrong}") from None


class ServiceSettings(Secrets):
    """What every service needs. Variables: `MASOHI_…`."""

    model_config = SettingsConfigDict(env_prefix="MASOHI_", secrets_dir=_SECRETS if _SECRETS.is_dir() else None)

    environment: Literal["production", "local"] = "production"
    simulated_clock: bool = Field(default=False, description="lets PUT /clock move the time; never in production")
    replica: str = Field(default="", max_length=60, description="stable name of this replica: static Kafka membership")

    database_dsn: SecretStr
    database_pool: int = Field(default=16, ge=2, le=100, description="connections")
    statement_timeout_ms: int = Field(default=10_000, ge=100, le=600_000)

    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65_535)
    max_body_bytes: int = Field(default=1_048_576, ge=1_024, le=33_554_432)
    max_header_bytes: int = Field(default=32_768, ge=1_024, le=1_048_576, description="address and headers together")
    max_headers: int = Field(default=100, ge=10, le=1_000)
    header_timeout_s: float = Field(default=10.0, gt=0, le=600, description="until a request's headers are whole")
    body_timeout_s: float = Field(default=60.0, gt=0, le=3_600, description="until a request's body is whole")
    idle_timeout_s: int = Field(default=5, ge=1, le=600, description="until a connection without a request is closed")

    leave_s: float = Field(
        default=0.0, ge=0, le=30, description="at its end: until a connection without a request is closed"
    )

    authority: str = Field(
        pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$",
        description="host name of the gateway: it stands in `ce_source` and `ce_dataschema` of every fact",
    )

    public_url: str = Field(
        pattern=r"^https?://[^\s]+[^/\s]$",
        max_length=200,
        description="the gateway, as people reach it: pages, QR codes and links in mails lead there",
    )

    issuer: str = Field(description="`iss` of the bearer tokens")
    issuer_jwks: str = Field(description="path or https address of the issuer's keys (JWKS)")
    issuer_reload_s: float = Field(default=60.0, ge=1, le=600, description="how often the issuer's keys are read")
    audience: str = "masohi"
    sign_on: str = Field(
        default="",
        pattern=r"^(https?://[^\s]+)?$",
        description="address of the issuer's discovery document (OpenID Connect); empty: nobody can sign in to pages",
    )
    sign_on_client: str = Field(default="", max_length=200, description="client id; empty: masohi-<service>")
    sign_on_secret: SecretStr = Field(default=SecretStr(""), description="the client's secret at the issuer")

    person_key: SecretStr = Field(min_length=32, description="secret behind every person_id, the same in all services")

    seal_key: SecretStr | None = Field(
        default=None, description="Ed25519 private key of the daily seal: 32 random bytes as base64url"
    )
    seal_trusted: str = Field(default="", description="public keys of earlier seals, base64url, with commas")

    keep_idempotency_keys_days: int = Field(default=90, ge=1, le=3_650)
    keep_dead_letters_days: int = Field(default=365, ge=30, le=3_650, description="also those that wait")
    keep_inbox_days: int = Field(default=400, ge=30, le=3_650, description="longer than a topic may be read again")

    retention_days: dict[str, Days] = Field(
        default={}, description="record class → days by the office's archive schedule (JRA), as JSON"
    )

    relay_batch: int = Field(default=2_000, ge=1, le=10_000, description="facts")
    relay_max_age_s: float = Field(default=60.0, gt=0, description="oldest waiting fact before ready says degraded")
    scheduler_interval_s: float = Field(default=5.0, gt=0, le=3_600)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("seal_key")
    @classmethod
    def _seal_key_can_sign(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            SealKey.of(key.get_secret_value())
        return key

    @field_validator("seal_trusted")
    @classmethod
    def _seal_trusted_are_keys(cls, keys: str) -> str:
        trusted(None, keys)
        return keys

    @property
    def own_seal_key(self) -> SealKey | None:
        return SealKey.of(self.seal_key.get_secret_value()) if self.seal_key else None

    @model_validator(mode="after")
    def _no_simulated_time_in_production(self) -> Self:
        if self.simulated_clock and self.environment == "production":
            raise ValueError(
                "a simulated clock is for the local stack only: set MASOHI_ENVIRONMENT=local, or turn it off"
            )
        return self
