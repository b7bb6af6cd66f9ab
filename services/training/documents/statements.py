"""Statements as CSV (RFC 4180, UTF-8). A cell that looks like a formula gets an apostrophe (OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from services.training.queries.statements import StatementView
from shared.postgres.pool import Row

_COLUMNS = (
    "institution_id",
    "account",
    "day",
    "entry_id",
    "kind",
    "category",
    "document",
    "debit",
    "credit",
    "balance",
)
_STATE = ("day", "entry_id", "kind", "sale_id", "document", "debit", "credit")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_csv(statement: StatementView) -> bytes:
    """A row for the opening of each account, one for each line, and one for the closing."""
    return _rows([_COLUMNS, *_lines(statement)])


def _lines(statement: StatementView) -> Iterable[Sequence[object]]:
    for account in statement.accounts:
        of = (account.institution_id, account.account)
        yield *of, f"{statement.month}-01", None, "opening", None, None, None, None, account.opening
        for line in account.lines:
            yield *of, *(getattr(line, name) for name in _COLUMNS[2:])
        yield *of, None, None, "closing", None, None, None, None, account.closing


async def write_state_csv(batches: AsyncIterator[list[Row]]) -> AsyncIterator[bytes]:
    """Each line of the state's part, as it comes."""
    yield _rows([_STATE])
    async for batch in batches:
        yield _rows([line[name] for name in _STATE] for line in batch)


def _rows(lines: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(value) for value in line] for line in lines)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """As a spreadsheet shows and does not compute it. Figures are ours, and may be below zero."""
    if value is None:
        return ""
    text = str(value)
    formula = not isinstance(value, int) and (text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA))
    return f"'{text}" if formula else text
