"""An A4 sheet as an office signs it: head, facts, tables that go over pages, signatures, QR code, page foot."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

INK, GREY, RULE, SHADE, WARNING = (23, 32, 51), (88, 96, 112), (170, 178, 192), (240, 243, 248), (150, 30, 30)
_SIDE, _TOP, _BOTTOM, _QR = 19.0, 16.0, 20.0, 28.0
_FONT = "dejavu"
_FILES = {"": "DejaVuSansCondensed.ttf", "B": "DejaVuSansCondensed-Bold.ttf"}
_FOLDER = Path(__file__).with_name("fonts")
_UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width; figures stand on the right."""

    title: str
    share: int
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """The address in the QR code, and the words around it for who has no camera."""

    said: str
    url: str
    shown: str


class Sheet(FPDF):
    """Measures are millimetres, sizes of type points."""

    def __init__(self, title: str, foot: str, page_word: str, language: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        for style, name in _FILES.items():
            self.add_font(_FONT, style, _FOLDER / name)
        font = self.fonts[_FONT]
        assert isinstance(font, TTFFont)
        self._letters = frozenset(font.cmap) | {ord("\n")}
        self._foot, self._page_word = self._plain(foot), page_word
        self.set_margins(_SIDE, _TOP, _SIDE)
        self.set_auto_page_break(True, _BOTTOM)
        self.set_title(self._plain(title))
        self.set_creator("Masohi")
        self.set_lang(language)
        self.set_creation_date(made_at)
        self.alias_nb_pages("{pages}")
        self.set_line_width(0.2)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self._rule(self.get_y() - 1.5)
        self._type(7.5, colour=GREY)
        self.cell(self.epw - 24, 4, self._foot)
        self.cell(24, 4, f"{self._page_word} {self.page_no()} / {{pages}}")

    def head(self, office: str, running: str, secret: str | None) -> None:
        self._type(14, bold=True)
        self._line(office.upper(), 6.5, Align.C)
        self._type(9, colour=GREY)
        self._line(running, 4.5, Align.C)
        y = self.get_y() + 2
        self._rule(y, INK, 0.8)
        self._rule(y + 1.2, INK)
        self.set_y(y + 4)
        if secret:
            self._type(8, bold=True, colour=WARNING)
            self._line(secret, 4, Align.C)
        self.ln(3)

    def title_block(self, title: str, lines: Sequence[str]) -> None:
        self._type(12.5, bold=True)
        self._line(title.upper(), 6.5, Align.C)
        self._type(9.5)
        for line in lines:
            self._line(line, 5, Align.C)
        self.ln(4)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        for name, value in rows:
            self._keep_together(6)
            self._type(9.5, colour=GREY)
            self.cell(54, 5.4, self._plain(name))
            self._type(9.5)
            self.cell(4, 5.4, ":")
            self.multi_cell(0, 5.4, self._plain(value), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)

    def boxes(self, boxes: Sequence[tuple[str, str]]) -> None:
        """The balance, plainly."""
        gap, height = 3.0, 15.0
        self._keep_together(height + 5)
        y, width = self.get_y(), (self.epw - gap * (len(boxes) - 1)) / len(boxes)
        for number, (name, value) in enumerate(boxes):
            x = _SIDE + number * (width + gap)
            self.set_fill_color(*SHADE)
            self.rect(x, y, width, height, style="F")
            self._centred(name, x, y + 2, width, 8, colour=GREY)
            self._centred(value, x, y + 7, width, 12, bold=True)
        self.set_xy(_SIDE, y + height + 5)

    def section(self, title: str) -> None:
        self._keep_together(24)
        self._type(10.5, bold=True)
        self._line(title, 6, Align.L)
        self.ln(1)

    def grid(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], last: Sequence[str]) -> None:
        """A table whose head is repeated on every page; `last` is its sum."""
        self._type(8)
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
            table.row([self._plain(column.title) for column in columns])
            for row in rows:
                table.row([self._plain(cell) for cell in row])
            table.row([self._plain(cell) for cell in last], style=bold)
        self.ln(4)

    def paragraph(self, text: str) -> None:
        self._type(9.5)
        self._line(text, 5, Align.L)
        self.ln(2)

    def closing(
        self, said: Sequence[str], dated: str, signers: Sequence[tuple[str, str]], signed_by: str, check: Verification
    ) -> None:
        """The last words, two signatures by role and office with the QR code between them, and how to verify; never
        torn apart by a page."""
        width = (self.epw - _QR) / 2
        self._type(8.5)
        offices = max(len(self._lines(office, width - 6)) for _, office in signers) * 4
        block = max(offices + 32, _QR + 2)
        self._type(9.5)
        words = sum(len(self._lines(text, self.epw)) * 5 + 2 for text in said)
        self._keep_together(words + block + 24)
        for text in said:
            self.paragraph(text)
        self._type(9.5)
        self._line(dated, 5, Align.R)
        self.ln(2)
        y, below = self.get_y(), self.get_y() + block
        for (role, office), x in zip(signers, (_SIDE, self.w - _SIDE - width), strict=True):
            self._centred(role, x, y, width, 9.5, bold=True)
            self.set_xy(x + 3, y + 5)
            self._type(8.5, colour=GREY)
            self.multi_cell(width - 6, 4, self._plain(office), align=Align.C)
            self.set_draw_color(*INK)
            self.line(x + 5, below - 5, x + width - 5, below - 5)
            self.set_xy(x + 5, below - 4)
            self._type(8, colour=GREY)
            self.cell(width - 10, 4, self._plain(signed_by))
        self._qr(check.url, _SIDE + width, y, _QR)
        self.set_y(below + 3)
        self._rule(below + 2)
        for line, bold, colour in ((check.said, False, GREY), (check.url, True, INK), (check.shown, False, GREY)):
            self._type(7.5, bold=bold, colour=colour)
            self._line(line, 4, Align.C)

    def _qr(self, text: str, x: float, y: float, size: float) -> None:
        """Drawn, not a picture: a rectangle for each run of dark modules."""
        rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix_iter(border=2)]
        module = size / len(rows)
        self.set_fill_color(0, 0, 0)
        for number, row in enumerate(rows):
            start = row.find(1)
            while start >= 0:
                end = row.find(0, start)
                self.rect(x + start * module, y + number * module, (end - start) * module, module, style="F")
                start = row.find(1, end)

    def _plain(self, text: str) -> str:
        """What the font can show, letters with their marks as one; what it cannot is a replacement character."""
        composed = unicodedata.normalize("NFC", text)
        return "".join(char if ord(char) in self._letters else _UNKNOWN for char in composed)

    def _keep_together(self, height: float) -> None:
        if self.will_page_break(height):
            self.add_page()

    def _rule(self, y: float, colour: tuple[int, int, int] = RULE, width: float = 0.2) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(width)
        self.line(_SIDE, y, self.w - _SIDE, y)
        self.set_line_width(0.2)

    def _type(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*colour)

    def _line(self, text: str, height: float, align: Align) -> None:
        self.multi_cell(0, height, self._plain(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _lines(self, text: str, width: float) -> list[str]:
        lines = self.multi_cell(width, 4, self._plain(text), dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)
        return lines

    def _centred(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        size: float,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """One line, in smaller type where it would be too long."""
        said = self._plain(text)
        self._type(size, bold=bold, colour=colour)
        while self.get_string_width(said) > width - 2 and size > 5:
            size -= 0.5
            self._type(size, bold=bold, colour=colour)
        self.set_xy(x, y)
        self.cell(width, 5, said, align=Align.C)
