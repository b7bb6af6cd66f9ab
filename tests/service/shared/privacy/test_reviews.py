"""Auditors search the log of reads: who read whom and what for. A search for one person is a read itself."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.clock import midnight
from shared.edge.spans import Span
from shared.ids import new_id
from shared.privacy.reviews import Wanted, statement
from tests.conftest import RunService
from tests.service.shared.privacy.test_reads import HEADERS
from tests.support.harness import Harness
from tests.support.scenes import SCENES

ONE, TWO = UUID(int=1), UUID(int=2)
DAY = date(2025, 6, 2)
"""Before the story of any scene, so that the reads of these tests are all there is."""
JUNE = "from=2025-06-01&until=2025-06-30"
PERSONAL = pytest.mark.parametrize("service", ["community_service", "training", "notifications"])


@pytest.fixture
async def h(harness: RunService, request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    built, furnish = SCENES[request.node.callspec.params["service"]]
    async with harness(built) as running:
        await furnish(running)
        for number, (person, reader, purpose, at) in enumerate(
            [
                (ONE, "a", "penyusunan rencana", midnight(DAY)),
                (TWO, "b", "Verifikasi 50%_pelanggaran", midnight(DAY) + timedelta(hours=9)),
                (ONE, "b", "penyusunan laporan", midnight(DAY + timedelta(days=1)) - timedelta(microseconds=1)),
                (ONE, "a", "pemeriksaan", midnight(DAY + timedelta(days=1))),
                (TWO, "c", "=1+1", midnight(DAY + timedelta(days=2))),
            ]
        ):
            await read(running, person, reader, purpose, at, number)
        yield running


async def read(h: Harness, person: UUID, reader: str, purpose: str, at: datetime, number: int) -> None:
    await h.pool.execute(
        "insert into person_reads (id, person_id, reader, purpose, read_at) values ($1, $2, $3, $4, $5)",
        # Ids that are not in the order of the reads: the cursor does not depend on it.
        *(UUID(int=100 - number), person, reader, purpose, at),
    )


async def found(h: Harness, query: str) -> list[dict[str, Any]]:
    """Every page, two reads at a time."""
    items, after = list[dict[str, Any]](), ""
    while True:
        page = await h.get(f"{h.service.prefix}/person-reads?limit=2&{query}{after}", "auditor", subject="auditor-1")
        items += page["items"]
        if page["next"] is None:
            return items
        after = f"&after={page['next']}"


async def readers(h: Harness, query: str) -> list[str]:
    return [each["reader"] for each in await found(h, query)]


async def count(h: Harness) -> int:
    number: int = await h.pool.fetchval("select count(*) from person_reads")
    return number


@PERSONAL
async def test_by_days_reader_and_purpose_newest_first_and_not_logged(h: Harness, service: str) -> None:
    before = await count(h)
    assert await readers(h, JUNE) == ["c", "a", "b", "b", "a"]
    assert await readers(h, "from=2025-06-02&until=2025-06-02") == ["b", "b", "a"], "a day ends at its midnight"
    assert await readers(h, f"{JUNE}&reader=b") == await readers(h, "reader=b") == ["b", "b"]
    assert await readers(h, f"{JUNE}&purpose=PENYUSUNAN") == ["b", "a"]
    assert await readers(h, f"{JUNE}&purpose=50%25_") == ["b"], "no letter has a meaning of its own"
    assert await readers(h, "reader=a&purpose=rencana") == ["a"]
    assert await readers(h, f"{JUNE}&reader=nobody") == []
    assert await count(h) == before, "a search that names nobody shows ids, and no person"


@PERSONAL
async def test_a_search_for_one_person_is_a_read_of_that_person(h: Harness, service: str) -> None:
    before = await count(h)
    assert await readers(h, f"{JUNE}&person_id={ONE}") == ["a", "b", "a"]
    assert await count(h) == before + 2, "each page is one"
    reviews = await h.pool.fetch("select person_id, purpose from person_reads where reader = 'auditor-1'")
    assert [tuple(row) for row in reviews] == [(ONE, "review of who has read")] * 2
    assert (await readers(h, f"person_id={ONE}"))[-3:] == ["a", "b", "a"], "of all times"
    after = await count(h)
    assert await readers(h, f"person_id={new_id()}") == []
    assert await count(h) == after, "what shows nothing is no read"


@PERSONAL
@pytest.mark.parametrize("path", ["/persons/{}/reads?limit=1", "/person-reads?limit=1&person_id={}"])
async def test_it_is_one_row_whatever_is_sent_along(h: Harness, service: str, path: str) -> None:
    for method in ("GET", "HEAD"):
        for headers in HEADERS.values():
            before = await count(h)
            sent = {**h.token("auditor"), **{name: value.format(tag="x") for name, value in headers.items()}}
            answer = await h.client.request(method, h.service.prefix + path.format(ONE), headers=sent)
            assert answer.status_code == 200
            assert await count(h) == before + 1


@PERSONAL
async def test_as_csv_where_no_cell_is_a_formula(h: Harness, service: str) -> None:
    path, before = f"{h.service.prefix}/exports/person-reads.csv", await count(h)
    answer = await h.client.get(f"{path}?{JUNE}", headers=h.token("auditor"))
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["reader"] for line in lines] == ["c", "a", "b", "b", "a"]
    assert lines[0]["purpose"] == "'=1+1"
    assert await count(h) == before
    one = await h.client.get(f"{path}?{JUNE}&person_id={TWO}", headers=h.token("auditor"))
    assert len(one.text.splitlines()) == 3
    assert await count(h) == before + 1, "logged once, however many pages it is read in"
    for query in ("", "reader=a", "purpose=penyusunan"):
        assert (await h.get(f"{path}?{query}", "auditor", status=422))["title"] == "days-missing"


@PERSONAL
async def test_auditors_only_and_within_bounds(h: Harness, service: str) -> None:
    path, before = f"{h.service.prefix}/person-reads", await count(h)
    for role in ("data_officer", "operator", "coordinator", "institution_staff", "counsellor"):
        await h.get(f"{path}?person_id={ONE}", role, status=403)
        await h.get(f"{h.service.prefix}/exports/person-reads.csv?person_id={ONE}", role, status=403)
    assert (await h.get(f"{path}?purpose=penyusunan", "auditor", status=422))["title"] == "days-missing"
    for query, title in {
        "from=2025-01-01&until=2026-01-02": "span-too-long",
        "from=2025-01-02&until=2025-01-01": "span-backwards",
        "from=0001-01-01": "unreadable",
        "person_id=x": "unreadable",
        "purpose=ab&from=2025-06-01": "unreadable",
        f"reader={'x' * 201}": "unreadable",
        "reader=": "unreadable",
        "limit=201": "unreadable",
        "after=x": "unreadable",
        "person=x": "unreadable",
        f"person_id={ONE}&person_id={TWO}": "unreadable",
        "reader=%00": "out-of-range",
    }.items():
        assert (await h.get(f"{path}?{query}", "auditor", status=422))["title"] == title, query
    assert (await h.get(f"{path}?after={new_id()}", "auditor"))["items"] == [], "a cursor that was never given"
    assert await count(h) == before


@PERSONAL
async def test_a_page_of_days_or_of_a_reader_is_read_from_an_index(h: Harness, service: str) -> None:
    for wanted, index in {
        Wanted(days=Span(DAY, DAY)): "person_reads_read_at",
        Wanted(reader="a"): "person_reads_reader",
        Wanted(reader="a", days=Span(DAY, DAY)): "person_reads_reader",
    }.items():
        async with h.pool.acquire() as conn, conn.transaction():
            for other in ("seqscan", "bitmapscan", "sort"):
                await conn.execute(f"set local enable_{other} = off")
            query, values = statement("", wanted, None, 51)
            plan = "\n".join(row[0] for row in await conn.fetch(f"explain {query}", *values))
        assert index in plan, plan
        assert "Sort" not in plan


async def test_a_service_without_such_data_has_no_such_log(harness: RunService) -> None:
    async with harness(SCENES["agreements"][0]) as running:
        await running.get("/agreements/person-reads", "auditor", status=404)
