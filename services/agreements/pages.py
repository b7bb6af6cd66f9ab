"""The pages of this service, and what stands in its navigation."""

from __future__ import annotations

from pathlib import Path

from shared.web.site import Pages
from shared.web.site import marked as _

PAGES = Pages(Path(__file__).parent, _("Agreements"))
