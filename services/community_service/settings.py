"""Settings of the community service, beside those of every service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import ServiceSettings


class CommunityServiceSettings(ServiceSettings):
    """Variables: `MASOHI_PUBLIC_URL`, `MASOHI_KEEP_RETURNED_VERDICTS_DAYS`."""

    public_url: str = Field(
        pattern=r"^https?://[^\s]+[^/\s]$",
        max_length=200,
        description="the gateway, as the QR code of a document names it",
    )
    keep_returned_verdicts_days: int = Field(
        default=180, ge=7, le=3_650, description="the content of a returned verdict that nobody settles"
    )
