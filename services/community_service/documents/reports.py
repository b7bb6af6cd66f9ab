"""Reports as documents: A4 as PDF, in Indonesian and English. A QR code leads to the verification of the report."""

from __future__ import annotations

from services.community_service.domain.reports import Report
from services.community_service.events import Language


def render(report: Report) -> dict[Language, bytes]:
    """The PDF in each language. The same report gives the same bytes while the library is the same. Takes long."""
    from services.community_service.documents.writer import write  # noqa: PLC0415  # 30 MB that only documents need

    return {"id": write(report, "id"), "en": write(report, "en")}
