"""Use case: the directory is brought up to date from a CSV file, line by line; a bad line harms only itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError

from services.notifications import errors
from services.notifications.commands.directory import AddRecipient
from services.notifications.domain import recipient as domain
from services.notifications.domain.organisation import Organisations
from services.notifications.domain.recipient import Recipient
from services.notifications.store import directory as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

MAX_LINES = 10_000
COLUMNS = ("reference", "name", "organisation", "roles", "language", "email", "channels", "active")
_TRUE_FALSE = {
    "true": True,
    "1": True,
    "ya": True,
    "yes": True,
    "false": False,
    "0": False,
    "tidak": False,
    "no": False,
}
_CHUNK = 500


class LineError(BaseModel):
    """What is wrong with one line, the header being line 1; never what it says."""

    line: int
    field: str
    what: str


class Imported(BaseModel):
    """`unchanged` lines say what the directory said already."""

    added: int
    changed: int
    unchanged: int
    errors: list[LineError]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: Mapping[str, str]


async def import_recipients(conn: Connection, body: bytes, actor: Actor, now: datetime) -> Imported:
    """Adds and changes recipients by reference. Raises DirectoryUnreadable where it is no such file at all."""
    lines = list(_lines(body))
    known = await store.organisations_at(conn, (line.cells["organisation"] for line in lines))
    read, wrong = _read(lines, known)
    kept = await store.merge_recipients(conn, read) if read else []
    facts = [fact for recipient in kept for fact in domain.keep(recipient)]
    for start in range(0, len(facts), _CHUNK):
        await journal.append(conn, facts[start : start + _CHUNK], actor=actor.subject, now=now)
    added = len({r.id for r in read} & {r.id for r in kept})
    return Imported(added=added, changed=len(kept) - added, unchanged=len(read) - len(kept), errors=wrong)


def _lines(body: bytes) -> Iterator[_Line]:
    """The lines below the header, which names the columns in any order. Excel here writes semicolons, others commas."""
    try:
        text = body.decode("utf-8-sig")
        head = text.partition("\n")[0]
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
        if set(reader.fieldnames or ()) != set(COLUMNS):
            raise errors.DirectoryUnreadable(why=f"columns: {', '.join(COLUMNS)}")
        for count, row in enumerate(reader):
            if count >= MAX_LINES:
                raise errors.DirectoryUnreadable(why=f"> {MAX_LINES}")
            yield _Line(reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS})
    except UnicodeDecodeError:
        raise errors.DirectoryUnreadable(why="UTF-8") from None
    except csv.Error as error:
        raise errors.DirectoryUnreadable(why=str(error)) from None


def _read(lines: list[_Line], known: Organisations) -> tuple[list[Recipient], list[LineError]]:
    read: dict[str, Recipient] = {}
    wrong: list[LineError] = []
    for line in lines:
        try:
            entry = AddRecipient.model_validate(_entry(line.cells, known))
        except ValidationError as error:
            wrong += [_error(line, e["loc"], e["msg"]) for e in error.errors()]
            continue
        if entry.reference in read:
            wrong.append(LineError(line=line.number, field="reference", what="appears twice in this file"))
            continue
        read[entry.reference] = Recipient(id=new_id(), **entry.model_dump())
    return list(read.values()), wrong


def _entry(cells: Mapping[str, str], known: Organisations) -> dict[str, Any]:
    """Empty cells take the default; an organisation is given by its code or its id."""
    place = cells["organisation"]
    said: dict[str, Any] = {
        "reference": cells["reference"],
        "name": cells["name"],
        "organisation_id": known.id_of(place) or place,
        "roles": _words(cells["roles"]),
        "language": cells["language"],
        "email": cells["email"] or None,
        "channels": _words(cells["channels"]),
        "active": _TRUE_FALSE.get(cells["active"].lower(), cells["active"]),
    }
    return {name: value for name, value in said.items() if value not in ("", [])}


def _words(cell: str) -> list[str]:
    return [word for word in re.split(r"[\s|;,]+", cell) if word]


def _error(line: _Line, where: tuple[int | str, ...], what: str) -> LineError:
    return LineError(line=line.number, field=str(where[0]) if where else "channels", what=what)
