"""The parts of a document as an office signs it: head, facts, tables over several pages, signatures, QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace

from shared.documents.page import GREY, INK, RULE, SHADE, SIDE, WARNING, Page

_QR = 28.0


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width. Figures stand on the right."""

    title: str
    share: int
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """The address in the QR code, and the texts around it for readers without a camera."""

    before: str
    url: str
    after: str


class Sheet(Page):
    """One document. Its parts follow each other from top to bottom, in the order of the calls."""

    def head(self, office: str, running: str, secret: str | None) -> None:
        self.set_type(14, bold=True)
        self.text_line(office.upper(), 6.5, Align.C)
        self.set_type(9, colour=GREY)
        self.text_line(running, 4.5, Align.C)
        y = self.get_y() + 2
        self.rule(y, INK, 0.8)
        self.rule(y + 1.2, INK)
        self.set_y(y + 4)
        if secret:
            self.set_type(8, bold=True, colour=WARNING)
            self.text_line(secret, 4, Align.C)
        self.ln(3)

    def title_block(self, title: str, lines: Sequence[str]) -> None:
        self.set_type(12.5, bold=True)
        self.text_line(title.upper(), 6.5, Align.C)
        self.set_type(9.5)
        for line in lines:
            self.text_line(line, 5, Align.C)
        self.ln(4)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        for name, value in rows:
            self.keep_together(6)
            self.set_type(9.5, colour=GREY)
            self.cell(54, 5.4, self.printable(name))
            self.set_type(9.5)
            self.cell(4, 5.4, ":")
            self.multi_cell(0, 5.4, self.printable(value), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)

    def boxes(self, boxes: Sequence[tuple[str, str]]) -> None:
        """Figures in large type, each with its name: the balance."""
        gap, height = 3.0, 15.0
        self.keep_together(height + 5)
        y, width = self.get_y(), (self.epw - gap * (len(boxes) - 1)) / len(boxes)
        for number, (name, value) in enumerate(boxes):
            x = SIDE + number * (width + gap)
            self.set_fill_color(*SHADE)
            self.rect(x, y, width, height, style="F")
            self.centred(name, x, y + 2, width, 8, colour=GREY)
            self.centred(value, x, y + 7, width, 12, bold=True)
        self.set_xy(SIDE, y + height + 5)

    def section(self, title: str) -> None:
        self.keep_together(24)
        self.set_type(10.5, bold=True)
        self.text_line(title, 6, Align.L)
        self.ln(1)

    def grid(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], last: Sequence[str]) -> None:
        """A table whose head is repeated on every page; `last` is its sum."""
        self.set_type(8)
        self.set_draw_color(*RULE)
        self.set_fill_color(255, 255, 255)
        bold = FontFace(emphasis="BOLD", color=INK, fill_color=SHADE)
        with self.table(
            width=self.epw,
            col_widths=tuple(column.share for column in columns),
            text_align=tuple(Align.R if column.figures else Align.L for column in columns),
            headings_style=bold,
            borders_layout="HORIZONTAL_LINES",
            line_height=4.2,
            padding=(0.7, 1),
        ) as table:
            table.row([self.printable(column.title) for column in columns])
            for row in rows:
                table.row([self.printable(cell) for cell in row])
            table.row([self.printable(cell) for cell in last], style=bold)
        self.ln(4)

    def paragraph(self, text: str) -> None:
        self.set_type(9.5)
        self.text_line(text, 5, Align.L)
        self.ln(2)

    def closing(
        self,
        sentences: Sequence[str],
        dated: str,
        signers: Sequence[tuple[str, str]],
        signed_by: str,
        check: Verification,
    ) -> None:
        """The last sentences, two signatures by role and office, and how to verify. All of it stands on one page."""
        width = (self.epw - _QR) / 2
        self.set_type(8.5)
        offices = max(len(self.lines_of(office, width - 6)) for _, office in signers) * 4
        block = max(offices + 32, _QR + 2)
        self.set_type(9.5)
        text = sum(len(self.lines_of(sentence, self.epw)) * 5 + 2 for sentence in sentences)
        self.keep_together(text + block + 24)
        for sentence in sentences:
            self.paragraph(sentence)
        self.set_type(9.5)
        self.text_line(dated, 5, Align.R)
        self.ln(2)
        y = self.get_y()
        for (role, office), x in zip(signers, (SIDE, self.w - SIDE - width), strict=True):
            self._signature(role, office, signed_by, x, y, width, block)
        self.qr_code(check.url, SIDE + width, y, _QR)
        self._verification(check, y + block)

    def _signature(
        self, role: str, office: str, signed_by: str, x: float, y: float, width: float, height: float
    ) -> None:
        below = y + height
        self.centred(role, x, y, width, 9.5, bold=True)
        self.set_xy(x + 3, y + 5)
        self.set_type(8.5, colour=GREY)
        self.multi_cell(width - 6, 4, self.printable(office), align=Align.C)
        self.set_draw_color(*INK)
        self.line(x + 5, below - 5, x + width - 5, below - 5)
        self.set_xy(x + 5, below - 4)
        self.set_type(8, colour=GREY)
        self.cell(width - 10, 4, self.printable(signed_by))

    def _verification(self, check: Verification, y: float) -> None:
        self.set_y(y + 3)
        self.rule(y + 2)
        for line, bold, colour in ((check.before, False, GREY), (check.url, True, INK), (check.after, False, GREY)):
            self.set_type(7.5, bold=bold, colour=colour)
            self.text_line(line, 4, Align.C)
