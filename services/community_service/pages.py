"""The pages of the community service, and what stands in its navigation. A journey adds its router and its links."""

from __future__ import annotations

from pathlib import Path

from services.community_service.web import reports, waiting
from shared.web.site import Link, Pages

PAGES = Pages(
    Path(__file__).parent,
    routers=[waiting.router],
    public=[reports.router],
    title="Community service",
    nav=[
        Link(
            "Waiting",
            "/",
            ("coordinator", "counsellor", "prosecutor", "court_clerk", "supervising_judge", "auditor", "operator"),
        ),
    ],
)
