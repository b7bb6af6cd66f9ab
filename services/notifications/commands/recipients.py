"""Use cases of the directory of recipients: one by one, and from a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationError, model_validator

from services.notifications.domain import recipients
from services.notifications.domain.organisations import Organisations
from services.notifications.domain.recipients import Recipient, Role
from services.notifications.errors.recipients import DirectoryUnreadable
from services.notifications.events import Channel, Language
from services.notifications.queries import recipients as queries
from services.notifications.store import organisations as organisation_store
from services.notifications.store import recipients as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.privacy import reads

MAX_LINES = 10_000
MAX_BYTES = 8 * 1024 * 1024
"""Ten thousand long lines."""
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
csv.field_size_limit(MAX_BYTES)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$"


def _one_line(text: str) -> str:
    if not text.isprintable() and _CONTROL.search(text):
        raise ValueError("it has control characters")
    return text


class ChangeRecipient(BaseModel):
    """How to reach a person. The channel `email` needs an address."""

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)
    ]
    organisation_id: UUID | None = None
    roles: Annotated[frozenset[Role], Field(max_length=20)] = frozenset()
    language: Language = "id"
    email: Annotated[str, StringConstraints(pattern=EMAIL, max_length=200)] | None = None
    channels: Annotated[frozenset[Channel], Field(min_length=1)] = frozenset({"inbox"})
    active: bool = True

    @model_validator(mode="after")
    def _email_is_given(self) -> Self:
        if "email" in self.channels and self.email is None:
            raise ValueError("the channel email needs an address")
        return self


def _not_erased(reference: str) -> str:
    """Of a person whose data are erased; such a row may stand in a list that somebody downloaded."""
    if reference.startswith("erased-"):
        raise ValueError("this recipient's data are erased: leave the line out")
    return reference


class AddRecipient(ChangeRecipient):
    """`reference` is the subject of the person's token. It never changes."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@-]{1,100}$"), AfterValidator(_not_erased)]


async def add_recipient(conn: Connection, cmd: AddRecipient, actor: Actor, now: datetime) -> queries.RecipientView:
    recipient = Recipient(id=new_id(), **cmd.model_dump())
    await store.add(conn, recipient)
    await journal.append(conn, recipients.record(recipient), actor=actor.subject, now=now)
    return await queries.recipient(conn, recipient.id)


async def change_recipient(
    conn: Connection, recipient_id: UUID, cmd: ChangeRecipient, actor: Actor, now: datetime
) -> queries.RecipientView:
    recipient = replace(await store.load(conn, recipient_id), **cmd.model_dump())
    await store.save(conn, recipient)
    await journal.append(conn, recipients.record(recipient), actor=actor.subject, now=now)
    return await queries.recipient(conn, recipient_id)


async def read_recipient(
    conn: Connection, recipient_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.RecipientView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound."""
    view = await queries.recipient(conn, recipient_id)
    await reads.log(conn, [view.id], actor, purpose, now)
    return view


async def list_recipients(
    conn: Connection,
    organisation: UUID | None,
    role: str | None,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The same for a page: a read of each person on it."""
    found = await queries.recipients(conn, organisation, role, after, limit)
    await reads.log(conn, (view.id for view in found["items"]), actor, purpose, now)
    return found


async def log_again(conn: Connection, recipient_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    await reads.log(conn, [recipient_id], actor, "answer to a repeated request", now)


class LineError(BaseModel):
    """What is wrong with one line. The header is line 1. The content of the line is not repeated."""

    line: int
    field: str
    what: str


class Imported(BaseModel):
    """`unchanged` lines equal what the directory has already."""

    added: int
    changed: int
    unchanged: int
    errors: list[LineError]


@dataclass(frozen=True, slots=True)
class _Line:
    """`fault`: why none of its cells can be read."""

    number: int
    cells: Mapping[str, str]
    fault: str | None = None


async def import_recipients(conn: Connection, body: bytes, actor: Actor, now: datetime) -> Imported:
    """Adds and changes recipients by reference, from a CSV file. A bad line harms only itself.

    Raises DirectoryUnreadable.
    """
    lines = list(_lines(body))
    places = (line.cells.get("organisation", "") for line in lines)
    known = await organisation_store.load_at(conn, (place for place in places if "\0" not in place))
    read, wrong = _read(lines, known)
    saved = await store.merge(conn, read) if read else []
    facts = [fact for recipient in saved for fact in recipients.record(recipient)]
    for start in range(0, len(facts), _CHUNK):
        await journal.append(conn, facts[start : start + _CHUNK], actor=actor.subject, now=now)
    added = len({r.id for r in read} & {r.id for r in saved})
    return Imported(added=added, changed=len(saved) - added, unchanged=len(read) - len(saved), errors=wrong)


def _lines(body: bytes) -> Iterator[_Line]:
    """The lines below the header. Columns come in any order, with commas, or semicolons as Excel writes them here."""
    text = body.decode("utf-8-sig", "surrogateescape")
    head = next(iter(text.splitlines()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    header = next(_rows(reader), None)
    if header is None or isinstance(header, str) or sorted(header) != sorted(COLUMNS):
        raise DirectoryUnreadable(why=f"columns: {', '.join(COLUMNS)}")
    for count, row in enumerate(_rows(reader)):
        if count >= MAX_LINES:
            raise DirectoryUnreadable(why=f"> {MAX_LINES}")
        if isinstance(row, str):
            yield _Line(reader.line_num, {}, row)
        else:
            yield _line(reader.line_num, dict(zip_longest(header, row[: len(header)], fillvalue="")), row, header)


def _line(number: int, cells: Mapping[str, str], row: Sequence[str], header: Sequence[str]) -> _Line:
    if len(row) > len(header):
        return _Line(number, {}, "it has more cells than the header")
    if any("\ud800" <= character <= "\udfff" for cell in row for character in cell):
        return _Line(number, {}, "it is not UTF-8")
    return _Line(number, {name: cell.strip() for name, cell in cells.items()})


def _rows(reader: Any) -> Iterator[list[str] | str]:
    """Rows, or why one cannot be read; empty ones are passed by. Raises DirectoryUnreadable for a quote without end."""
    while True:
        try:
            if row := next(reader):
                yield row
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error):
                raise DirectoryUnreadable(why=f"#{reader.line_num}: {error}") from None
            yield str(error)


def _read(lines: list[_Line], known: Organisations) -> tuple[list[Recipient], list[LineError]]:
    read: dict[str, Recipient] = {}
    wrong: list[LineError] = []
    for line in lines:
        if line.fault:
            wrong.append(LineError(line=line.number, field="", what=line.fault))
            continue
        try:
            recipient = AddRecipient.model_validate(_parse(line.cells, known))
        except ValidationError as error:
            wrong += [_error(line, e["loc"], e["msg"]) for e in error.errors()]
            continue
        if recipient.reference in read:
            wrong.append(LineError(line=line.number, field="reference", what="appears twice in this file"))
            continue
        read[recipient.reference] = Recipient(id=new_id(), **recipient.model_dump())
    return list(read.values()), wrong


def _parse(cells: Mapping[str, str], known: Organisations) -> dict[str, Any]:
    """The fields of a line. An empty cell takes the default. An organisation is given by its code or its id."""
    place = cells["organisation"]
    fields: dict[str, Any] = {
        "reference": cells["reference"],
        "name": cells["name"],
        "organisation_id": known.id_of(place) or place,
        "roles": _split(cells["roles"]),
        "language": cells["language"],
        "email": cells["email"] or None,
        "channels": _split(cells["channels"]),
        "active": _TRUE_FALSE.get(cells["active"].lower(), cells["active"]),
    }
    return {name: value for name, value in fields.items() if value not in ("", [])}


def _split(cell: str) -> list[str]:
    return [word for word in re.split(r"[\s|;,]+", cell) if word]


def _error(line: _Line, where: tuple[int | str, ...], what: str) -> LineError:
    return LineError(line=line.number, field=str(where[0]) if where else "channels", what=what)
