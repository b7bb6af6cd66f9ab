"""What stands on a page, as a browser without programs reads it: its heading, its receipts, and its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, list[str]]


@dataclass
class Form:
    """`fields` are what would be sent if nothing was typed, `known` are the names of all.

    `choices` are those of lists and boxes, as (value, words); `buttons` are (name, value, words, another address)."""

    action: str
    method: str
    fields: Fields = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)

    def filled(self, typed: dict[str, str]) -> Fields:
        """With what is typed. Raises KeyError where the form has no such field."""
        if strange := set(typed) - self.known:
            raise KeyError(f"the form for {self.action} has no field {', '.join(sorted(strange))}")
        return {**self.fields, **{name: [value] for name, value in typed.items()}}


@dataclass
class Sheet:
    """A page as it is read: `words` are those of each heading and receipt, by tag or role."""

    forms: list[Form] = field(default_factory=list)
    heading: str = ""
    said: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(words, address)"""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self._form: Form | None = None
        self._select: list[tuple[str, bool]] | None = None
        self._name = ""
        self._boxes: dict[str, tuple[str, str]] = {}
        """Id of a box → its name and value; its words come with its label."""
        self._hearing: list[tuple[str, str, list[str]]] = []
        """Elements whose words are kept: (tag, what for, words)."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form = Form(given.get("action", ""), given.get("method", "get").lower())
                self.sheet.forms.append(self._form)
            case "input":
                self._input(given)
            case "select":
                self._select, self._name = [], given.get("name", "")
            case "option" if self._select is not None:
                self._select.append((given.get("value", ""), "selected" in given))
                self._hear(tag, given)
            case "textarea" | "h1" | "a" | "button" | "label":
                self._hear(tag, given)
            case _ if given.get("role") in ("status", "alert"):
                self._hear(tag, given)

    def _hear(self, tag: str, given: dict[str, str]) -> None:
        what = given.get({"textarea": "name", "a": "href", "label": "for", "option": "value"}.get(tag, ""), "")
        self._hearing.append((tag, what, []))
        if tag == "button" and self._form:
            self._form.buttons.append((given.get("name", ""), given.get("value", ""), "", given.get("formaction", "")))

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or self._form is None:
            return
        self._form.known.add(name)
        if kind in ("checkbox", "radio"):
            self._boxes[given.get("id", "")] = (name, given.get("value", "on"))
        if kind == "file" or (kind in ("checkbox", "radio") and "checked" not in given):
            return
        self._form.fields.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        for _, _, words in self._hearing:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select is not None and self._form:
            chosen = [value for value, selected in self._select if selected] or [each for each, _ in self._select[:1]]
            self._form.known.add(self._name)
            self._form.fields[self._name] = chosen
            self._select = None
        elif self._hearing and self._hearing[-1][0] == tag:
            self._heard(*self._hearing.pop())

    def _heard(self, tag: str, what: str, words: list[str]) -> None:
        text = " ".join("".join(words).split())
        if tag == "h1":
            self.sheet.heading = text
        elif tag == "a":
            self.sheet.links.append((text, what))
        elif tag == "textarea" and self._form:
            self._form.known.add(what)
            self._form.fields[what] = ["".join(words).removeprefix("\n")]
        elif tag == "option" and self._form:
            self._form.choices.setdefault(self._name, []).append((what, text))
        elif tag == "label" and self._form:
            if box := self._boxes.get(what):
                self._form.choices.setdefault(box[0], []).append((box[1], text))
        elif tag == "button" and self._form and self._form.buttons:
            name, value, _, action = self._form.buttons[-1]
            self._form.buttons[-1] = (name, value, text, action)
        elif tag not in ("textarea", "button"):
            self.sheet.said.append(text)


def read(html: str) -> Sheet:
    reader = _Reader()
    reader.feed(html)
    return reader.sheet


def with_button(sheet: Sheet, words: str) -> Iterator[tuple[Form, str, Fields]]:
    """Each form with a button of these words, the address to which the button sends it, and what the button adds."""
    for form in sheet.forms:
        for name, value, label, action in form.buttons:
            if label == words:
                yield form, action or form.action, {name: [value]} if name else {}
