"""What the notifications service reads from its environment, in addition to what every service reads."""

from __future__ import annotations

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """Variables: `MASOHI_SMTP_…`, `MASOHI_SENDER`, `MASOHI_PUBLIC_URL`."""

    smtp_host: str
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_starttls: bool = True
    smtp_username: str | None = None
    smtp_password: SecretStr = SecretStr("")
    sender: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="address in From and of the envelope")
    public_url: str = Field(pattern=r"^https?://[^\s]+[^/\s]$", description="the gateway, as recipients reach it")

    keep_messages_days: int = Field(default=400, ge=30, le=3_650, description="delivered or failed for good")

    mail_batch: int = Field(default=20, ge=1, le=200, description="messages claimed at once")
    mail_lease_s: float = Field(default=300.0, ge=90, le=3_600, description="how long a claim holds")
    mail_timeout_s: float = Field(default=30.0, gt=0, le=60, description="to connect, and for one message")
    mail_poll_s: float = Field(default=0.25, gt=0, le=60)
