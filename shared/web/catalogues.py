"""Messages in other languages. A msgid is English; each folder keeps its `locale/<language>/*.po`, one per journey."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from shared.messaging.events import title_of

SOURCE_LANGUAGE = "en"
MARKED = {"_", "gettext", "ngettext", "Link"}
PLACEHOLDER = re.compile(r"%\((\w+)\)")

MessageId = str | tuple[str, ...]


def translations(folders: Sequence[Path], language: str) -> NullTranslations:
    """Of all folders as one. Nothing is compiled on disk."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    whole = Catalog(locale=language)
    for path in _files(folders, language):
        for message in _messages(path):
            whole.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def faults(own: Path, beside: Sequence[Path], language: str) -> list[str]:
    """What is wrong with the messages of a folder. It may also use those that the folders beside it translate."""
    return [*_gaps(own, beside, language), *_slips(own, language), *_in_two_ways([own, *beside], language)]


def _gaps(own: Path, beside: Sequence[Path], language: str) -> Iterator[str]:
    used = used_messages(own)
    theirs = {_first(message.id) for path in _files(beside, language) for message in _messages(path)}
    ours = {_first(message.id) for path in _files([own], language) for message in _messages(path)}
    yield from (f"untranslated: {each}" for each in sorted(used - ours - theirs))
    yield from (f"unused: {each}" for each in sorted(ours - used))


def _slips(own: Path, language: str) -> Iterator[str]:
    for path in _files([own], language):
        for message in _messages(path):
            parts = _ids(message.string)
            if message.fuzzy:
                yield f"fuzzy: {_first(message.id)}"
            if not all(parts):
                yield f"empty: {_first(message.id)}"
            allowed = set(PLACEHOLDER.findall(" ".join(_ids(message.id))))
            if any(set(PLACEHOLDER.findall(part)) - allowed for part in parts):
                yield f"a value that is not given: {_first(message.id)}"


def _in_two_ways(folders: Sequence[Path], language: str) -> Iterator[str]:
    ways: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for path in _files(folders, language):
        for message in _messages(path):
            ways[_first(message.id)].add(_ids(message.string))
    yield from (f"translated in two ways: {each}" for each, found in sorted(ways.items()) if len(found) > 1)


def used_messages(folder: Path) -> set[str]:
    """Of its templates and of the Python beside them; and the title of each of its events."""
    python = [path for place in ("*.py", "web/**/*.py", "events/**/*.py") for path in folder.glob(place)]
    sources = [*folder.glob("templates/**/*.html"), *python]
    return {_first(found) for path in sources for found in _extracted(path)}


_JINJA = {"extensions": "jinja2.ext.do", "silent": "false", "trimmed": "false"}


def _extracted(path: Path) -> Iterable[MessageId]:
    if path.suffix == ".html":
        return [message for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", path, options=_JINJA)]
    return list(_in_python(path.read_text()))


def _in_python(source: str) -> Iterator[str]:
    """The first argument of `_`, `ngettext` and `Link`, every `said=`, and the title of every class with a `type`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            named = isinstance(node.func, ast.Name) and node.func.id in MARKED
            texts = [*(node.args[:1] if named else []), *(each.value for each in node.keywords if each.arg == "said")]
            yield from _texts(texts)
        if isinstance(node, ast.ClassDef):
            types = [each.value for each in node.keywords if each.arg == "type"]
            yield from (title_of(type_) for type_ in _texts(types))


def _texts(found: Iterable[ast.expr]) -> Iterator[str]:
    yield from (each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str))


def _files(folders: Iterable[Path], language: str) -> list[Path]:
    return [path for folder in folders for path in sorted((folder / "locale" / language).glob("*.po"))]


def _messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


def _first(message: MessageId | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _ids(message: MessageId | list[str] | None) -> tuple[str, ...]:
    return (message or "",) if message is None or isinstance(message, str) else tuple(message)
