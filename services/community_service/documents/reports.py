"""Reports on paper: A4 as PDF, in Indonesian and English, with a QR code that leads to their verification."""

from __future__ import annotations

from services.community_service.domain.reports import Report
from services.community_service.events import Language


def render(report: Report) -> dict[Language, bytes]:
    """The PDF in each language. The same report gives the same bytes as long as the library is the same. Takes long."""
    from services.community_service.documents.writer import written  # noqa: PLC0415  # 30 MB that only documents need

    return {"id": written(report, "id"), "en": written(report, "en")}
