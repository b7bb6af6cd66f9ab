"""What the notifications service reads from its environment, in addition to what every service reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """Variables: `MASOHI_SMTP_…`, `MASOHI_MAIL_…`, `MASOHI_SENDER`."""

    smtp_host: str
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_tls: Literal["none", "starttls", "implicit"] = Field(
        default="starttls", description="implicit: the server speaks TLS from the first byte (smtps, port 465)"
    )
    smtp_ca_file: str | None = Field(default=None, description="certificates to trust beside the system's own (PEM)")
    smtp_username: str | None = None
    smtp_password: SecretStr = SecretStr("")
    sender: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="address in From and of the envelope")

    keep_messages_days: int = Field(default=400, ge=30, le=3_650, description="delivered or failed for good")
    mail_give_up_days: float = Field(default=5, ge=1, le=30, description="after the first temporary refusal")
    mail_batch: int = Field(default=20, ge=1, le=200, description="messages claimed at once")
    mail_lease_s: float = Field(default=30, ge=1, le=600, description="a claim holds for so long after its worker died")
    mail_timeout_s: float = Field(default=30, gt=0, le=300, description="to connect and sign in, and for one command")
    mail_poll_s: float = Field(default=0.25, gt=0, le=60)

    @property
    def mail_give_up_after(self) -> timedelta:
        return timedelta(days=self.mail_give_up_days)
