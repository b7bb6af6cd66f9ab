"""Every read of personal data is written down, each time, whatever the caller sends along to spare the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest

from shared.postgres.pool import Pool
from tests.conftest import RunService
from tests.service.community_service.callers import BAPAS
from tests.service.training.client import AGENCY, PRISON
from tests.support.harness import Harness
from tests.support.scenes import SCENES

Who = tuple[str, object]
COUNSELLOR: Who = ("counsellor", BAPAS)
STAFF: Who = ("institution_staff", PRISON)
TRAINER: Who = ("trainer", AGENCY)
COORDINATOR: Who = ("coordinator", None)
OFFICER: Who = ("data_officer", None)

_SERVED = "(select id from sentences where state = 'completed' limit 1)"
_RECIPIENT = "(select id from recipients limit 1)"
ADDRESSES = [
    pytest.param("community_service", "/sentences/{}/person?purpose=xyz", _SERVED, COUNSELLOR, id="a name"),
    pytest.param("community_service", "/sentences/{}/availability?purpose=xyz", _SERVED, COUNSELLOR, id="free time"),
    pytest.param("community_service", "/sentences/{}/reports/completion", _SERVED, COUNSELLOR, id="a report"),
    pytest.param("community_service", "/sentences/{}/reports/completion.pdf", _SERVED, COUNSELLOR, id="its file"),
    pytest.param(
        "community_service",
        "/persons/{}/export?purpose=xyz",
        "(select person_id from sentences where state = 'completed' limit 1)",
        OFFICER,
        id="an export",
    ),
    pytest.param("training", "/participants/{}", "(select id from participants limit 1)", STAFF, id="a participant"),
    pytest.param("training", "/participants?limit=1", "gen_random_uuid()", STAFF, id="a page of the register"),
    pytest.param("training", "/enrolments/{}", "(select id from enrolments limit 1)", TRAINER, id="an enrolment"),
    pytest.param(
        "training",
        "/programmes/{}/enrolments?limit=1",
        "(select id from programmes limit 1)",
        TRAINER,
        id="a page of enrolments",
    ),
    pytest.param("notifications", "/recipients/{}", _RECIPIENT, COORDINATOR, id="a recipient"),
    pytest.param("notifications", "/recipients?limit=1", "gen_random_uuid()", COORDINATOR, id="the directory"),
]
HEADERS: Mapping[str, Mapping[str, str]] = {
    "plain": {},
    "with a key": {"idempotency-key": "k1"},
    "with what was seen": {"if-none-match": "{tag}"},
    "with any tag": {"if-none-match": "*"},
    "with a range": {"range": "bytes=0-1"},
    "with a version": {"if-match": '"99"'},
    "for a proxy": {"cache-control": "only-if-cached", "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
}


async def count(pool: Pool) -> int:
    found: int = await pool.fetchval("select count(*) from person_reads")
    return found


@pytest.fixture
async def h(harness: RunService, request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    built, furnish = SCENES[request.node.callspec.params["service"]]
    async with harness(built) as running:
        await furnish(running)
        yield running


@pytest.mark.parametrize(("service", "path", "id_", "who"), ADDRESSES)
async def test_each_read_is_one_row_whatever_is_sent_along(
    h: Harness, service: str, path: str, id_: str, who: Who
) -> None:
    assert h.service.name == service
    address = h.service.prefix + path.format(await h.pool.fetchval(f"select {id_}"))
    token = h.issuer.token(who[0], subject="reader", organisation=who[1])  # type: ignore[arg-type]
    tag = ""
    for method in ("GET", "HEAD"):
        for name, headers in HEADERS.items():
            before = await count(h.pool)
            given = {key: value.format(tag=tag) for key, value in headers.items()}
            answer = await h.client.request(method, address, headers={"authorization": f"Bearer {token}", **given})
            assert answer.status_code in (200, 304), f"{method} {name}: {answer.text}"
            tag = answer.headers.get("etag", tag)
            assert await count(h.pool) == before + 1, f"{method} {name}"
    assert await h.pool.fetchval("select count(*) from idempotency_keys where key = 'k1'") == 0


@pytest.mark.parametrize(
    ("service", "path", "id_", "who"), [ADDRESSES[0], ADDRESSES[5], ADDRESSES[9]], ids=["c", "t", "n"]
)
async def test_a_read_that_is_refused_is_none(h: Harness, service: str, path: str, id_: str, who: Who) -> None:
    address = h.service.prefix + path.format(await h.pool.fetchval(f"select {id_}"))
    before = await count(h.pool)
    await h.get(address, "nobody-has-this-role", status=403)
    assert await count(h.pool) == before


@pytest.mark.parametrize("service", ["community_service", "training", "notifications"])
async def test_the_reads_of_a_person_are_shown_newest_first_to_officer_and_auditor(h: Harness, service: str) -> None:
    person = await h.pool.fetchval(
        {
            "community_service": "select person_id from sentences limit 1",
            "training": "select person_id from participants limit 1",
            "notifications": "select id from recipients limit 1",
        }[service]
    )
    for purpose in ("satu", "dua"):
        await h.get(f"{h.service.prefix}/persons/{person}/export?purpose={purpose}", "data_officer", subject="o")
    path = f"{h.service.prefix}/persons/{person}/reads"
    seen = (await h.get(path, "auditor"))["items"]
    assert [each["purpose"] for each in seen[:2]] == ["dua", "satu"]
    assert {each["reader"] for each in seen[:2]} == {"o"}
    page = await h.get(f"{path}?limit=1", "data_officer")
    assert page["items"][0]["purpose"] == "review of who has read", "so is this read itself"
    rest = await h.get(f"{path}?limit=2&after={page['next']}", "data_officer")
    assert [each["purpose"] for each in rest["items"]] == ["dua", "satu"]
    await h.get(path, "counsellor", status=403)


@pytest.mark.parametrize("service", ["community_service", "training", "notifications"])
async def test_the_log_of_reads_only_grows(h: Harness, service: str) -> None:
    person = await h.pool.fetchval(
        "select person_id from sentences limit 1" if service == "community_service" else "select gen_random_uuid()"
    )
    await h.pool.execute(
        "insert into person_reads (id, person_id, reader, purpose, read_at)"
        " values (gen_random_uuid(), $1, 'a', 'xyz', now())",
        person,
    )
    for statement in ("delete from person_reads", "update person_reads set reader = 'somebody else'"):
        with pytest.raises(Exception, match="only ever grows"):
            await h.pool.execute(statement)
