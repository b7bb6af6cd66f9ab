"""What everybody may know of a service's pages: who can use them, and what is kept of people."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from shared.web.public import Visit, everyone, public_pages

REVIEWED = date(2026, 11, 26)
"""When the statement on accessibility was last compared with the pages."""

router = public_pages(tags=["about"])


@router.get("/accessibility")
async def show_accessibility(visit: Visit = everyone()) -> Response:
    return visit.show("kit/accessibility.html", reviewed=REVIEWED)


@router.get("/privacy")
async def show_privacy(visit: Visit = everyone()) -> Response:
    """Each service says itself what it keeps: `templates/kept.html`."""
    return visit.show("kit/privacy.html", cookie=visit.web.cookie, who_cookie=visit.web.who_cookie)
