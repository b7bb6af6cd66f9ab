"""Settings of the training service, beside those of every service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import ServiceSettings


class TrainingSettings(ServiceSettings):
    """Variables: `MASOHI_PUBLIC_URL`."""

    public_url: str = Field(
        pattern=r"^https?://[^\s]+[^/\s]$",
        max_length=200,
        description="the gateway, as the QR code of a certificate names it",
    )
