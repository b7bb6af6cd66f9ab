"""What a page says and what it is made of, as a browser reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "col", "source"}
VOID |= {"rect", "circle", "ellipse", "line", "path", "polygon", "polyline", "use"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def all(self, tag: str, cls: str = "") -> list[Element]:
        """Every element below with this tag, and this class if one is given."""
        found = []
        for each in self.inside:
            if each.tag == tag and (not cls or cls in each.attributes.get("class", "").split()):
                found.append(each)
            found += each.all(tag, cls)
        return found

    def words(self) -> str:
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.top = Element("", {})
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def parsed(html: str) -> Element:
    """The page. Fails where an element is not closed."""
    reader = _Reader()
    reader.feed(html)
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.top


def everything(top: Element) -> list[Element]:
    return [each for element in top.inside for each in (element, *everything(element))]


def table(top: Element) -> list[list[str]]:
    """The rows of the first table, with its heads."""
    return [[cell.words() for cell in row.inside if cell.tag in ("th", "td")] for row in top.all("table")[0].all("tr")]
