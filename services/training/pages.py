"""The pages of this service, and what stands in its navigation."""

from __future__ import annotations

from pathlib import Path

from services.training.web import certificates
from shared.web.site import Pages

PAGES = Pages(Path(__file__).parent, public=[certificates.router], title="Training")
