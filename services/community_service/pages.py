"""The pages of the community service, and what stands in its navigation. A journey adds its router and its links."""

from __future__ import annotations

from pathlib import Path

from services.community_service.queries.cases_sections import READERS
from services.community_service.web import cases, field, field_entries, waiting
from services.community_service.words import WORDS
from shared.web.site import Link, Pages

PAGES = Pages(
    Path(__file__).parent,
    routers=[waiting.router, cases.router, field.router, field_entries.router],
    nav=[
        Link("Waiting", "/", waiting.ROLES),
        Link("Cases", "/cases", tuple(sorted(READERS))),
        Link("In the field", "/field/", ("supervisor",)),
    ],
    words=WORDS,
)
