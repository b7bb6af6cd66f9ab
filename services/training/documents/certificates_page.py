"""The page of a certificate: a frame, the holder, the course, who signs, and how to check it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from fpdf.enums import Align, XPos, YPos

from services.training.documents import texts
from services.training.queries.certificates import CertificateContent
from shared.clock import LOCAL_ZONE
from shared.documents.page import GREY, INK, SIDE, Page
from shared.languages import Language, format_day

_QR = 30.0
_BOTTOM = 196.0
"""Where the signature and the QR code begin: what stands above them is set smaller where it is long."""
_ACCENT = (30, 80, 120)


def write(content: CertificateContent, rows: Sequence[tuple[str, str]], language: Language, verify_url: str) -> bytes:
    certificate = content.certificate

    def _(name: str, **figures: object) -> str:
        return texts.text(name, language, **figures)

    foot = f"{_('number')} {certificate.number}   ·   {_('code')} {certificate.code}"
    made_at = datetime.combine(certificate.issued_on, time(0), LOCAL_ZONE)
    page = _Certificate(f"{_('title')} {certificate.number}", foot, _("page"), language, made_at)
    page.set_auto_page_break(False)
    page.frame()
    page.set_y(24)
    page.block(content.agency.upper(), 14, 2, bold=True)
    if content.institution:
        page.block(content.institution, 10.5, 2, colour=GREY)
    page.line_below()
    page.block(_("title").upper(), 25, 1, bold=True, colour=_ACCENT, gap=3)
    page.block(f"{_('number')}: {certificate.number}", 10.5, 1, gap=9)
    page.block(_("given"), 10.5, 1, colour=GREY, gap=2)
    page.block(content.holder_name, 22, 2, bold=True, gap=5)
    page.block(_("passed"), 10.5, 1, colour=GREY, gap=2)
    page.block(content.title, 16, 2, bold=True, gap=7)
    page.rows(rows)
    signs = certificate.signatory
    issued = _("issued", day=format_day(certificate.issued_on, language))
    page.signature(
        issued,
        signs.position if signs else _("position"),
        content.agency,
        signs.name if signs else _("by_hand"),
        by_hand=signs is None,
    )
    page.check(verify_url, [(_("verify"), False), (verify_url, True), (_("shown"), False), (_("no_signature"), False)])
    return bytes(page.output())


class _Certificate(Page):
    def frame(self) -> None:
        self.set_draw_color(*_ACCENT)
        for inset, width in ((8.0, 0.9), (10.0, 0.25)):
            self.set_line_width(width)
            self.rect(inset, inset, self.w - 2 * inset, self.h - 2 * inset)
        self.set_line_width(0.2)

    def line_below(self) -> None:
        y = self.get_y() + 1
        self.rule(y, INK, 0.8)
        self.rule(y + 1.2, INK)
        self.set_y(y + 12)

    def block(
        self,
        text: str,
        size: float,
        lines: int,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        gap: float = 0,
        at: tuple[float, float] | None = None,
    ) -> None:
        """Centred on the page, or in a column `at` this x and width. Smaller type where it would take more lines."""
        x, width = at or (SIDE, self.epw)
        self.set_type(size, bold=bold, colour=colour)
        while size > 4 and len(self.lines_of(text, width)) > lines:
            size -= 0.5
            self.set_type(size, bold=bold, colour=colour)
        self.set_x(x)
        self.multi_cell(width, size * 0.47, self.printable(text), align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values in two columns, as high as there is room."""
        left, name, gap = SIDE + 14, 44.0, 4.0
        width = self.w - SIDE - 14 - left - name - gap
        size = 10.5
        self.set_type(size)
        while size > 6 and self._height(rows, width, size) > _BOTTOM - 4 - self.get_y():
            size -= 0.5
            self.set_type(size)
        step = size * 0.58
        for label, value in rows:
            y = self.get_y()
            self.set_xy(left, y)
            self.set_type(size, colour=GREY)
            self.cell(name, step, label)
            self.set_type(size)
            self.cell(gap, step, ":")
            self.multi_cell(width, step, self.printable(value), align=Align.L)
            self.set_y(max(self.get_y(), y + step))

    def _height(self, rows: Sequence[tuple[str, str]], width: float, size: float) -> float:
        return sum(len(self.lines_of(value, width)) for _, value in rows) * size * 0.58

    def signature(self, issued: str, position: str, agency: str, name: str, *, by_hand: bool) -> None:
        column = x, width = self.w - SIDE - 84.0, 84.0
        self.set_y(_BOTTOM)
        self.block(issued, 10, 1, at=column, gap=1)
        self.block(position, 10, 2, bold=True, at=column)
        self.block(agency, 9, 2, colour=GREY, at=column)
        below = _BOTTOM + 39
        self.set_draw_color(*INK)
        self.line(x + 8, below, x + width - 8, below)
        self.set_y(below + 1)
        self.block(name, 8 if by_hand else 10.5, 2, bold=not by_hand, colour=GREY if by_hand else INK, at=column)

    def check(self, url: str, lines: Sequence[tuple[str, bool]]) -> None:
        self.qr_code(url, SIDE + 8, _BOTTOM + 6, _QR)
        self.set_y(_BOTTOM + 54)
        for line, bold in lines:
            self.set_type(7.5, bold=bold, colour=INK if bold else GREY)
            self.text_line(line, 3.9, Align.C)
