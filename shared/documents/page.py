"""An A4 page: the fonts, lines of text, rules, and the foot with the page's number."""

from __future__ import annotations

import unicodedata
from datetime import datetime

import segno
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from shared.documents.fonts import BOLD, REGULAR

INK, GREY, RULE, SHADE, WARNING = (23, 32, 51), (88, 96, 112), (170, 178, 192), (240, 243, 248), (150, 30, 30)
SIDE = 19.0
_TOP, _BOTTOM = 16.0, 20.0
_FONT = "dejavu"
_FILES = {"": REGULAR, "B": BOLD}
_UNKNOWN = "\ufffd"


class Page(FPDF):
    """What every part of a document is drawn with. Lengths are in millimetres, sizes of type in points."""

    def __init__(self, title: str, foot: str, page_label: str, language: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        for style, file in _FILES.items():
            self.add_font(_FONT, style, file)
        font = self.fonts[_FONT]
        assert isinstance(font, TTFFont)
        self._letters = frozenset(font.cmap) | {ord("\n")}
        self._foot, self._page_label = self.printable(foot), page_label
        self.set_margins(SIDE, _TOP, SIDE)
        self.set_auto_page_break(True, _BOTTOM)
        self.set_title(self.printable(title))
        self.set_creator("Masohi")
        self.set_lang(language)
        self.set_creation_date(made_at)
        self.alias_nb_pages("{pages}")
        self.set_line_width(0.2)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.rule(self.get_y() - 1.5)
        self.set_type(7.5, colour=GREY)
        self.cell(self.epw - 24, 4, self._foot)
        self.cell(24, 4, f"{self._page_label} {self.page_no()} / {{pages}}")

    def printable(self, text: str) -> str:
        """The text as the font can show it. A letter and its marks become one; a letter that the font does not have
        becomes a replacement character."""
        composed = unicodedata.normalize("NFC", text)
        return "".join(char if ord(char) in self._letters else _UNKNOWN for char in composed)

    def keep_together(self, height: float) -> None:
        """Begins a new page where less than this height is left."""
        if self.will_page_break(height):
            self.add_page()

    def rule(self, y: float, colour: tuple[int, int, int] = RULE, width: float = 0.2) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(width)
        self.line(SIDE, y, self.w - SIDE, y)
        self.set_line_width(0.2)

    def set_type(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*colour)

    def text_line(self, text: str, height: float, align: Align) -> None:
        self.multi_cell(0, height, self.printable(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def lines_of(self, text: str, width: float) -> list[str]:
        """The lines that a text takes at this width, in the type that is set."""
        lines = self.multi_cell(width, 4, self.printable(text), dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)
        return lines

    def centred(
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
        """One line. It is set in smaller type where it would be too long."""
        printable = self.printable(text)
        self.set_type(size, bold=bold, colour=colour)
        while self.get_string_width(printable) > width - 2 and size > 5:
            size -= 0.5
            self.set_type(size, bold=bold, colour=colour)
        self.set_xy(x, y)
        self.cell(width, 5, printable, align=Align.C)

    def qr_code(self, text: str, x: float, y: float, size: float) -> None:
        """Drawn as a rectangle for each run of dark modules. It is no picture."""
        rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix_iter(border=2)]
        module = size / len(rows)
        self.set_fill_color(0, 0, 0)
        for number, row in enumerate(rows):
            start = row.find(1)
            while start >= 0:
                end = row.find(0, start)
                self.rect(x + start * module, y + number * module, (end - start) * module, module, style="F")
                start = row.find(1, end)
