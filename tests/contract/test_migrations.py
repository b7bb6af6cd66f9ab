"""A new migration lets the release before it run on: it adds, or says why it is safe, or waits for older code to go."""

from __future__ import annotations

import re

import pytest

from deploy.releases import read
from deploy.services import SERVICES
from shared.postgres.migrate import migrations_of
from tests.support.narrowing import narrowing, statements

RELEASES = read()
EVERY = {migration.name: migration for service in SERVICES for migration in migrations_of(service)}
NEW = [migration for name, migration in EVERY.items() if name not in RELEASES.base]
_WIDENS = re.compile(r"^-- expand: \S", re.MULTILINE)


def test_a_migration_says_what_it_takes_from_the_release_before() -> None:
    """`-- expand: why it can run on`, or for what goes for good `-- contract from <release>: why` (docs/upgrade.md)."""
    silent = [m for m in NEW if m.needs is None and not _WIDENS.search(m.sql)]
    assert {m.name: why for m in silent if (why := narrowing(m.sql))} == {}


def test_a_migration_leaves_time_and_transactions_to_the_migrator() -> None:
    own = re.compile(r"\b(?:lock|statement|transaction)_timeout\b|^(?:begin|commit|rollback)\b")
    assert [m.name for m in NEW if any(own.search(statement) for statement in statements(m.sql))] == []


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("drop table shelves", {"drops what may be read"}),
        ("alter table shelves drop column label", {"drops a column"}),
        ("alter table shelves drop label", {"drops a column"}),
        ("alter table shelves drop label, add column size integer", {"drops a column"}),
        ("alter table shelves rename column label to title", {"renames"}),
        ("alter table shelves alter column label type integer using 1", {"changes a type"}),
        ("alter table shelves alter label set not null", {"wants a value"}),
        ("alter table shelves add column size integer not null", {"wants a value"}),
        ("alter table shelves add column size integer not null default 0", set()),
        ("alter table shelves add column size integer default 0 not null", set()),
        ("alter table shelves add size integer, add width integer not null", {"wants a value"}),
        ("alter table shelves alter label drop default", {"takes a default away"}),
        ("alter table shelves add constraint shelves_label check (label <> 'x')", {"allows less"}),
        ("alter table shelves add check (label <> '')", {"allows less"}),
        ("create unique index on shelves (label)", {"allows less"}),
        ("create unique index shelves_label on shelves (label)", {"allows less"}),
        ("create index shelves_label on shelves (label)", set()),
        ("revoke select on shelves from training", {"takes rights away"}),
        ("alter table shelves drop constraint shelves_label", set()),
        ("alter table shelves alter label drop not null", set()),
        ("alter table shelves add column size integer", set()),
        ("create table shelves (label text not null unique); create unique index on shelves (label)", set()),
        ("create table shelves (label text); alter table shelves add check (label <> '')", set()),
        ("comment on table shelves is 'drop table shelves; rename'; -- drop table shelves;", set()),
        ("create function f() returns void language plpgsql as $$ begin drop table shelves; end $$", set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_rule_knows_what_takes_something_away(sql: str, why: set[str]) -> None:
    assert narrowing(f"{sql};") == why
