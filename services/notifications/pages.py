"""The pages of this service, and what stands in its navigation."""

from __future__ import annotations

from pathlib import Path

from shared.web.site import Pages
from shared.web.site import marked as _

PAGES = Pages(
    Path(__file__).parent,
    _("Messages and circulars"),
    words={"read_purpose": {"keeping the directory": ("pengelolaan direktori", "keeping the directory")}},
)
