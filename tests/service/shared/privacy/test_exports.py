"""Every table of a service is somebody's or nobody's, and says so; what is about a person is in the export, whole.

The walk goes over the database's catalogue: a new table fails until its service names it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.privacy.personal import PLATFORM_APART, Personal
from tests.conftest import RunService
from tests.support.harness import Harness
from tests.support.scenes import SCENES

SERVICES = ("community_service", "training", "notifications")
_COLUMNS = (
    "select c.table_name, c.column_name from information_schema.columns as c join information_schema.tables as t"
    " using (table_schema, table_name) where c.table_schema = $1 and t.table_type = 'BASE TABLE'"
)
SOMEBODY = {
    "community_service": "select person_id from sentences order by credited_minutes desc, id limit 1",
    "training": "select person_id from enrolments where state = 'completed' limit 1",
    "notifications": "select recipient_id from messages limit 1",
}


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def h(harness: RunService, service: str) -> AsyncIterator[Harness]:
    built, furnish = SCENES[service]
    async with harness(built) as running:
        await furnish(running)
        yield running


async def columns(h: Harness) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in await h.pool.fetch(_COLUMNS, h.service.name):
        found.setdefault(table, set()).add(column)
    return found


def personal(h: Harness) -> Personal:
    assert h.service.personal
    return h.service.personal


async def export(h: Harness, status: int = 200, **who: Any) -> Any:
    person = await h.pool.fetchval(SOMEBODY[h.service.name])
    path = f"{h.service.prefix}/persons/{person}/export?purpose=permohonan+akses"
    return await h.get(path, "data_officer", status=status, **who)


async def test_every_table_is_somebody_s_or_nobody_s(h: Harness) -> None:
    described = {*personal(h).rows, *personal(h).apart, *PLATFORM_APART}
    assert described == set(await columns(h)), "name a new table in store/personal.py, in `rows` or in `apart`"
    assert not personal(h).rows.keys() & {*personal(h).apart, *PLATFORM_APART}


async def test_no_table_with_the_id_of_a_person_is_set_apart(h: Harness) -> None:
    known = {"person_id", "sentence_id", "enrolment_id", "recipient_id", "participant_id"}
    apart = {*personal(h).apart, *PLATFORM_APART}
    assert not [table for table, names in (await columns(h)).items() if names & known and table in apart]


async def test_every_column_of_every_personal_table_is_in_the_export(h: Harness) -> None:
    made, known = await export(h), await columns(h)
    assert set(made["tables"]) == set(personal(h).rows)
    shown = {table: rows for table, rows in made["tables"].items() if rows}
    assert len(shown) > 3
    for table, rows in shown.items():
        for row in rows:
            assert set(row) == known[table], table


async def test_what_is_withheld_says_where_it_is_read(h: Harness) -> None:
    made = await export(h)
    for name, place in personal(h).withheld.items():
        table, _, column = name.partition(".")
        assert all(row[column] == place for row in made["tables"][table])
    assert made["withheld"] == dict(personal(h).withheld)


async def test_the_export_says_who_made_it_and_nobody_else_may(h: Harness) -> None:
    made = await export(h, subject="officer-1")
    (last,) = [row for row in made["tables"]["person_reads"] if row["reader"] == "officer-1"]
    assert last["purpose"] == "permohonan akses"
    person = made["person_id"]
    path = f"{h.service.prefix}/persons/{person}/export?purpose=xyz"
    for role in ("counsellor", "coordinator", "institution_staff", "operator", "auditor"):
        await h.get(path, role, status=403)
    await h.get(path.partition("?")[0], "data_officer", status=422)


async def test_nobody_has_an_export_of_somebody_unknown(h: Harness) -> None:
    path = f"{h.service.prefix}/persons/00000000-0000-0000-0000-0000000000ff/export?purpose=xyz"
    await h.get(path, "data_officer", status=404)


async def test_the_export_shows_nothing_of_another_person(h: Harness) -> None:
    made = await export(h)
    ids = {row.get("person_id") for rows in made["tables"].values() for row in rows} - {None}
    assert ids <= {made["person_id"]}


async def test_every_class_can_be_erased_and_is_in_the_list(h: Harness) -> None:
    assert {each.name for each in personal(h).retention} == set(personal(h).erasing)
    listed = await h.get(f"{h.service.prefix}/record-classes", "auditor")
    assert {each["name"] for each in listed} == set(personal(h).erasing)
    assert all("JRA" in each["basis"] and each["article"] for each in listed)
