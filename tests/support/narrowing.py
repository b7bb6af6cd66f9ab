"""What in a migration may break the release before it, which still runs: see docs/upgrade.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNREAD = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|(\$\w*\$).*?\1", re.DOTALL)
_MADE = re.compile(r"\bcreate (?:unlogged )?table (?:if not exists )?(\w+)")
_ABOUT = re.compile(r"^(?:alter table (?:only )?(?:if exists )?|create unique index (?:\w+ )?on (?:only )?)(\w+)")

NARROWS = {
    "drops what may be read": r"\bdrop (?:table|view|materialized view|function|type|schema|sequence)\b",
    "drops a column": r"^alter table .*\bdrop (?!constraint\b|default\b|not null\b|expression\b|identity\b)\w",
    "renames": r"\brename\b",
    "changes a type": r"\balter (?:column )?\w+ (?:set data )?type\b",
    "wants a value": r"\bset not null\b|\badd (?:column )?(?!constraint)\w+ (?:(?!\bdefault\b|\bgenerated\b|,).)*"
    r"\bnot null\b(?!(?:(?!,).)*\b(?:default|generated)\b)",
    "takes a default away": r"\bdrop default\b",
    "allows less": r"\badd (?:constraint \w+ )?(?:check|unique|exclude|primary key|foreign key)\b"
    r"|^create unique index\b",
    "takes rights away": r"^revoke\b",
}


def statements(sql: str) -> Iterator[str]:
    """In one line each, without comments, texts and bodies."""
    for part in _UNREAD.sub(" ", sql).split(";"):
        if words := " ".join(part.lower().split()):
            yield words


def narrowing(sql: str) -> set[str]:
    """Why code that does not know of this migration may fail after it. Tables that it makes itself are nobody's yet."""
    own = set(_MADE.findall(" ".join(statements(sql))))
    return {
        why
        for statement in statements(sql)
        if not ((about := _ABOUT.match(statement)) and about[1] in own)
        for why, pattern in NARROWS.items()
        if not statement.startswith("create table") and re.search(pattern, statement)
    }
