"""A certificate as a document: one page A4 as PDF, in Indonesian or English. A QR code leads to its verification."""

from __future__ import annotations

from services.training.documents import texts
from services.training.queries.certificates import CertificateContent
from shared.languages import Language, format_day, format_duration


def render(content: CertificateContent, language: Language, verify_at: str) -> bytes:
    """The PDF. The same content gives the same bytes while the library is the same."""
    from services.training.documents.certificates_page import write  # noqa: PLC0415  # 30 MB only documents need

    return write(content, rows(content, language), language, verify_at + content.certificate.code)


def rows(c: CertificateContent, language: Language) -> list[tuple[str, str]]:
    """What the certificate says of the course, line by line."""

    def _(name: str, **figures: object) -> str:
        return texts.text(name, language, **figures)

    def day(name: str) -> str:
        return format_day(getattr(c, name), language)

    score = c.certificate.score
    length = _("hours", duration=format_duration(c.minutes, language), sessions=c.sessions)
    return [
        (_("level"), _(c.level)),
        (_("length"), length),
        (_("period"), _("until", starts=day("starts_on"), ends=day("ends_on"))),
        (_("completed"), format_day(c.certificate.completed_on, language)),
        (_("result"), _("pass") if score is None else _("score", score=score)),
        (_("agency"), c.agency),
        *([(_("training_body"), c.training_body)] if c.training_body else []),
        *([(_("institution"), c.institution)] if c.institution else []),
    ]
