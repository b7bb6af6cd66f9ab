"""The pages of this service, and what stands in its navigation."""

from __future__ import annotations

from pathlib import Path

from shared.web.site import Pages

PAGES = Pages(Path(__file__).parent, title="Agreements")
