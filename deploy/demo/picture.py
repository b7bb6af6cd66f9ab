"""`make pictures`: draws what the demo prints as docs/pictures/demo.svg, from the recording of a run."""

from __future__ import annotations

import re
from io import StringIO

from rich.console import Console
from rich.terminal_theme import MONOKAI

from deploy.demo import recording, report
from deploy.demo.story import DOCUMENTS
from shared.postgres.migrate import ROOT

FILE = ROOT / "docs" / "pictures" / "demo.svg"
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def printed(recorded: recording.Recording, console: Console) -> None:
    """Prints what the demo prints in a run without a missing event."""
    for chapter in recorded.chapters:
        console.print(report.story(chapter))
        for line in chapter.lines:
            console.print(report.story(line))
    console.print(report.summary(recorded.counts, recorded.outcomes))
    console.print(report.documents(recorded.documents, DOCUMENTS))
    console.print(report.verdict({}, recorded.seconds))


def draw(recorded: recording.Recording) -> str:
    """An SVG of the terminal. It fetches no fonts: the reader's own monospace font is used."""
    console = Console(record=True, file=StringIO(), width=report.COLUMNS, highlight=False, color_system="truecolor")
    printed(recorded, console)
    svg = console.export_svg(title="make demo", theme=MONOKAI, unique_id="demo")
    return _FONT_FACE.sub("", svg).replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas") + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(draw(recording.read()))
    print(f"{FILE.relative_to(ROOT)} is drawn")
