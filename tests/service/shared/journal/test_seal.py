"""The daily seal: made once for each day, published, and whatever is changed afterwards is found and named."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from shared.clock import LOCAL_ZONE, midnight
from shared.journal import chain, journal
from shared.journal.seal import Seal, of_fact, said, sealing, signed, tree_at
from shared.journal.verification import Findings, SealFlaw, verify_journal
from shared.messaging.envelope import rfc3339
from shared.metrics import JOURNAL_FLAWS, SEAL_OVERDUE
from shared.postgres.pool import transaction
from shared.postgres.scheduler import Scheduler
from shared.seal_key import SealKey, trust
from tests.support.databases import Databases
from tests.support.harness import SEAL_KEY, Harness
from tests.support.outsider import OUTSIDER
from tests.support.tiny import OTHER, THING, Marked, Sealed, superuser

KEY, OURS, FORGER = str(THING), SealKey.of(SEAL_KEY), SealKey.of("Zm9yZ2VyLWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzISE")
MONDAY = date(2026, 2, 9)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL_ZONE).astimezone(UTC)


async def mark(h: Harness, label: str, thing: UUID = THING, now: datetime | None = None) -> None:
    async with transaction(h.pool) as conn:
        await journal.append(conn, [Marked(thing_id=thing, label=label)], actor="u", now=now or h.clock.now())


async def days(h: Harness, count: int = 3) -> None:
    """Facts of two things on so many days, each day sealed after its midnight."""
    for number in range(count):
        day = MONDAY + timedelta(days=number)
        h.clock.set(local(day, 10))
        await mark(h, f"{number}a")
        await mark(h, f"{number}b", OTHER)
        h.clock.set(local(day + timedelta(days=1), 0))
        assert await h.seal() == 1


async def verified(h: Harness, keys: Any = None) -> Findings:
    async with h.pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        return await verify_journal(conn, "agreements", keys or trust([OURS.public]))


async def sealed(h: Harness) -> list[dict[str, Any]]:
    return [data for type_, data in await h.facts() if type_ == "tiny.journal.sealed"]


async def test_a_day_is_sealed_at_local_midnight_and_not_before(h: Harness) -> None:
    h.clock.set(local(MONDAY, 10))
    await mark(h, "a")
    h.clock.set(midnight(MONDAY + timedelta(days=1)) - timedelta(seconds=1))
    assert await h.seal() == 0
    h.clock.set(midnight(MONDAY + timedelta(days=1)))
    assert (await h.seal(), await h.seal()) == (1, 0)
    (fact,) = await sealed(h)
    assert (fact["journal"], fact["number"], fact["day"]) == ("agreements", 1, "2026-02-09")
    assert (fact["position"], fact["heads"], fact["previous"]) == (1, 1, None)
    assert (fact["key_id"], fact["hash"]) == (OURS.key_id, of_fact(fact).hash.hex())


async def test_an_empty_journal_has_no_first_day(h: Harness) -> None:
    assert await h.seal() == 0


async def test_replicas_make_one_seal(h: Harness, caplog: pytest.LogCaptureFixture) -> None:
    """The constraints would refuse a second one; the lock sees to it that nobody tries."""
    h.clock.set(local(MONDAY, 10))
    await mark(h, "a")
    h.clock.set(local(MONDAY + timedelta(days=3), 1))
    replicas = [Scheduler(h.pool, h.clock, [sealing("agreements", OURS, Sealed)], 3600, lambda: None) for _ in range(4)]
    assert sum(await asyncio.gather(*[replica.tick() for replica in replicas])) == 3
    assert [fact["number"] for fact in await sealed(h)] == [1, 2, 3]
    assert "work failed" not in caplog.text
    assert (await verified(h)).fits


async def test_after_an_outage_every_missed_day_has_its_seal_of_what_had_happened_by_then(h: Harness) -> None:
    for number, label in ((0, "a"), (2, "b")):
        h.clock.set(local(MONDAY + timedelta(days=number), 10))
        await mark(h, label)
    h.clock.set(local(MONDAY + timedelta(days=4), 9))
    await mark(h, "c")
    assert await h.seal() == 4
    assert [(fact["day"][-2:], fact["position"]) for fact in await sealed(h)] == [
        ("09", 1),
        ("10", 1),
        ("11", 2),
        ("12", 2),
    ]
    assert {fact["sealed_at"][:10] for fact in await sealed(h)} == {"2026-02-13"}, "it says when it was made"
    assert (await verified(h)).fits


async def test_a_fact_on_either_side_of_midnight(h: Harness) -> None:
    night = midnight(MONDAY + timedelta(days=1))
    await mark(h, "before", now=night - timedelta(microseconds=1))
    await mark(h, "after", OTHER, now=night)
    h.clock.set(night + timedelta(hours=1))
    assert await h.seal() == 1
    assert [(fact["position"], fact["heads"]) for fact in await sealed(h)] == [(1, 1)]


async def test_a_fact_that_is_still_under_way_below_the_position_is_waited_for(h: Harness) -> None:
    """Its position is drawn before that of the fact which commits first."""
    h.clock.set(local(MONDAY, 23))
    slow = await h.pool.acquire()
    writing = slow.transaction()
    await writing.start()
    await journal.append(slow, [Marked(thing_id=OTHER, label="slow")], actor="u", now=h.clock.now())
    await mark(h, "quick")
    h.clock.set(midnight(MONDAY + timedelta(days=1)))
    job = asyncio.create_task(h.seal())
    while not await h.pool.fetchval(
        "select count(*) from pg_locks where locktype = 'advisory' and database ="
        " (select oid from pg_database where datname = current_database())"
    ):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert not job.done()
    await writing.commit()
    await h.pool.release(slow)
    assert await job == 1
    assert [(fact["position"], fact["heads"]) for fact in await sealed(h)] == [(2, 2)]
    assert (await verified(h)).fits


async def test_what_was_not_touched_fits(h: Harness) -> None:
    await days(h)
    await mark(h, "not sealed yet")
    found = await verified(h)
    assert found == Findings(
        facts=10, streams=3, seals=3, sealed_position=8, sealed_day=date(2026, 2, 11), flaws=[], seal_flaws=[]
    )


async def test_nobody_but_the_sealer_adds_and_nobody_changes_a_seal(h: Harness) -> None:
    await days(h, 1)
    for statement in ("update seals set heads = 9", "delete from seals", "truncate seals"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(statement)


def fact(version: int, key: str = KEY) -> str:
    return f"where key = '{key}' and version = {version}"


@pytest.mark.parametrize(
    ("tampering", "version", "reason"),
    [
        (
            f"update journal set data = overlay(data::text placing '0' from length(data::text) - 2)::json {fact(2)}",
            2,
            "the content was changed",
        ),
        (f"update journal set data = (data::text || ' ')::json {fact(2)}", 2, "the content was changed"),
        (f"update journal set occurred_at = occurred_at + interval '1 us' {fact(3)}", 3, "the content was changed"),
        (f"update journal set hash = set_byte(hash, 31, get_byte(hash, 31) # 1) {fact(2)}", 2, "the hash was changed"),
        (f"delete from journal {fact(2)}", 3, "version 2 is missing"),
        (
            "; ".join(f"update journal set version = {to} {fact(of)}" for of, to in ((2, 9), (3, 2), (9, 3))),
            2,
            "it does not follow the fact before it",
        ),
        (
            "; ".join(
                f"update journal set position = {to} where position = {of}" for of, to in ((1, 900), (4, 1), (900, 4))
            ),
            2,
            "its place in the journal was changed",
        ),
    ],
    ids=["one byte", "one space", "a microsecond", "one bit of a hash", "removed", "swapped", "moved"],
)
async def test_a_superusers_change_is_found_and_the_first_fact_that_does_not_fit_is_named(
    h: Harness, databases: Databases, tampering: str, version: int, reason: str
) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        await conn.execute("alter table journal alter column position set generated by default")
        await conn.execute(tampering)
        position = await conn.fetchval(f"select position from journal {fact(version)}")
    found = await verified(h)
    assert [(f.key, f.version, f.position, f.reason) for f in found.flaws] == [(KEY, version, position, reason)]
    assert (found.fits, found.broken_chains) == (False, 1)


async def rechained(
    conn: asyncpg.Connection[asyncpg.Record], key: str, version: int = 2, lie: dict[str, Any] | None = None
) -> None:
    """What a forger with every right does: one fact's content changed, the whole chain computed anew."""
    head = b""
    for row in await conn.fetch("select * from journal where key = $1 order by version", key):
        data = json.loads(row["data"]) | ((lie or {"label": "forged"}) if row["version"] == version else {})
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
        digest = chain.stored_digest({**row, "event_id": str(row["event_id"]), "data": text, "internal": None})
        await conn.execute(
            "update journal set data = $2::json, digest = $3, previous_hash = nullif($4, ''::bytea),"
            " hash = sha256($4 || int8send(version) || $3) where position = $1",
            *(row["position"], text, digest, head),
        )
        head = await conn.fetchval("select hash from journal where position = $1", row["position"])


async def smuggled(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    """A stream that was never there, right in itself, before all others."""
    id_, when = UUID(int=7), local(MONDAY, 9)
    digest = chain.digest(str(id_), "tiny.thing.marked", "new", "u", rfc3339(when), '{"label":"x"}', None)
    await conn.execute(
        "insert into journal (position, event_id, type, key, version, data, actor, occurred_at, correlation_id, digest,"
        " hash) overriding system value values (0, $1, 'tiny.thing.marked', 'new', 1, $2, 'u', $3, '', $4,"
        " sha256(int8send(1) || $4))",
        *(id_, '{"label":"x"}', when, digest),
    )


@pytest.mark.parametrize(
    ("attack", "day", "after", "position"),
    [
        ("a chain computed anew", 10, 2, 5),
        (f"delete from journal where key = '{KEY}' and version = 3", 11, 5, 8),
        (f"delete from journal where key = '{KEY}' and version > 1", 10, 2, 5),
        (f"delete from journal where key = '{OTHER}'", 9, 0, 2),
        ("a stream added", 9, 0, 2),
    ],
    ids=["a chain computed anew", "the last fact", "all since a day", "a whole stream", "a stream added"],
)
async def test_what_the_chains_cannot_show_the_seals_do(
    h: Harness, databases: Databases, attack: str, day: int, after: int, position: int
) -> None:
    """Each day has three facts: one of each thing, and the seal of the day before."""
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        if attack == "a chain computed anew":
            await rechained(conn, KEY)
        elif attack == "a stream added":
            await smuggled(conn)
        else:
            await conn.execute(attack)
    found = await verified(h)
    assert found.flaws == [], "every chain fits in itself"
    (flaw,) = found.seal_flaws
    assert (flaw.day, flaw.after, flaw.position) == (date(2026, 2, day), after, position)
    assert flaw.reason.startswith("the heads give another root")


async def test_text_of_every_kind_fits(h: Harness) -> None:
    """Whatever Postgres can store; NUL stands escaped in the data, and elsewhere Postgres refuses it."""
    strange = "".join(map(chr, [*range(1, 32), 34, 92, 127, 128, 0x2028, 0xE000, 0xFFFF, 0x1F600]))
    async with transaction(h.pool) as conn:
        events = [Marked(thing_id=THING, label="\0" + strange)]
        await journal.append(conn, events, actor=strange, now=h.clock.now())
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []


async def test_a_changed_seal_does_not_fit_its_signature(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("update seals set sealed_at = sealed_at - interval '1 day' where number = 2")
    assert (await verified(h)).seal_flaws == [
        SealFlaw(date(2026, 2, 10), 2, 2, 5, "the signature does not fit: the seal was changed"),
        SealFlaw(date(2026, 2, 10), 2, 2, 5, "the journal published another one"),
    ]


@pytest.mark.parametrize("change", ["number = 9007199254740993", "key_id = 'x'", "root = sha256('x')", "heads = 1"])
async def test_whatever_is_put_into_a_seal_is_found(h: Harness, databases: Databases, change: str) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute(f"update seals set {change} where number = 3")
    assert (await verified(h)).seal_flaws


@pytest.mark.parametrize(
    ("which", "reasons"),
    [
        ("number = 2", [(3, "seal 2 is missing"), (2, "it was published and is missing")]),
        ("number < 3", [(3, "seal 1 is missing"), (1, "it was published and is missing")]),
        ("number = 3", [(3, "it was published and is missing")]),
    ],
    ids=["in between", "the first ones", "the last one"],
)
async def test_a_removed_seal_is_missing(
    h: Harness, databases: Databases, which: str, reasons: list[tuple[int, str]]
) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("alter table seals drop constraint seals_previous_fkey")
        await conn.execute(f"delete from seals where {which}")
    assert [(f.number, f.reason) for f in (await verified(h)).seal_flaws] == reasons


async def test_a_seal_whose_last_fact_was_removed_was_not_published(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        await conn.execute("delete from journal where key = 'agreements' and version = 3")
    found = await verified(h)
    assert found.flaws == []
    assert [(f.number, f.reason) for f in found.seal_flaws] == [(3, "the journal did not publish it")]


async def test_a_journal_that_no_longer_gives_its_last_seal_raises_the_alarm_at_the_next(
    h: Harness, databases: Databases, caplog: pytest.LogCaptureFixture
) -> None:
    await days(h)
    before = JOURNAL_FLAWS._value.get()
    h.clock.set(local(MONDAY + timedelta(days=4), 0))
    assert await h.seal() == 1
    assert JOURNAL_FLAWS._value.get() == before
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        await rechained(conn, KEY)
    h.clock.set(local(MONDAY + timedelta(days=5), 0))
    assert await h.seal() == 1, "sealing goes on: a forger must not be able to stop it"
    assert JOURNAL_FLAWS._value.get() == before + 1
    assert "the journal was changed" in caplog.text


async def test_an_operator_sees_for_how_long_a_seal_is_due(h: Harness, databases: Databases) -> None:
    await days(h, 1)
    await h.seal()
    assert SEAL_OVERDUE._value.get() == 0
    async with superuser(databases, h) as conn:
        await conn.execute("revoke insert on seals from agreements")
        h.clock.set(local(MONDAY + timedelta(days=2), 2))
        assert await h.seal() == 0
        assert SEAL_OVERDUE._value.get() == pytest.approx(7200, abs=60)
        await conn.execute("grant insert on seals to agreements")
    assert await h.seal() == 1
    assert SEAL_OVERDUE._value.get() == 0


async def test_a_forged_root_signed_by_another_key_is_not_trusted(h: Harness, databases: Databases) -> None:
    """The forger computes chain and seals anew, with a key of their own."""
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        await rechained(conn, KEY)
        await resealed(conn, FORGER)
    found = await verified(h)
    assert [(f.number, f.reason) for f in found.seal_flaws] == [
        (1, f"it is signed by a key that is not trusted ({FORGER.key_id})")
    ]
    assert found.flaws == []


async def resealed(conn: asyncpg.Connection[asyncpg.Record], key: SealKey) -> None:
    """Every seal made anew over the changed journal, and the facts that published them with it."""
    await conn.execute("alter table seals drop constraint seals_previous_fkey")
    previous = None
    for row in await conn.fetch("select * from seals order by number"):
        async with conn.transaction():
            tree = await tree_at(conn, row["position"])
        kept = {name: row[name] for name in ("number", "day", "position", "heads", "sealed_at")}
        seal = signed(Seal("agreements", **kept, root=tree.root(), previous=previous, key_id=""), key)
        await conn.execute(
            "update seals set root = $2, previous = $3, key_id = $4, signature = $5, hash = $6 where number = $1",
            *(seal.number, seal.root, seal.previous, seal.key_id, seal.signature, seal.hash),
        )
        previous = seal.hash
        lie = Sealed(**said(seal)).public()
        await rechained(conn, "agreements", seal.number, lie)


async def test_a_key_that_was_renewed_is_trusted_where_it_is_listed(h: Harness) -> None:
    await days(h)
    both = trust([OURS.public, FORGER.public])
    assert (await verified(h, both)).fits
    assert not (await verified(h, trust([FORGER.public]))).fits


# -- The routes


async def test_an_auditor_verifies_all_and_one_case(h: Harness, databases: Databases) -> None:
    await days(h)
    everything = await h.get("/agreements/journal/verification", "auditor")
    assert (everything["fits"], everything["facts"], everything["seals"], everything["sealed_day"]) == (
        *(True, 9, 3),
        "2026-02-11",
    )
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set actor = 'x' {fact(2)}")
        position = await conn.fetchval(f"select position from journal {fact(2)}")
    one = await h.get(f"/agreements/journal/verification?key={KEY}", "auditor")
    flaw = {"key": KEY, "version": 2, "position": position, "reason": "the content was changed"}
    assert (one["fits"], one["facts"], one["flaws"]) == (False, 3, [flaw])
    assert (await h.get(f"/agreements/journal/verification?key={OTHER}", "auditor"))["fits"]
    assert (await h.get("/agreements/journal/verification", "auditor"))["flaws"] == [flaw]
    await h.get("/agreements/journal/verification?key=nothing", "auditor", status=404)


async def test_one_verification_at_a_time(h: Harness) -> None:
    await days(h, 1)
    paths = ["/agreements/journal/verification"] * 4
    answers = await asyncio.gather(*[h.client.get(path, headers=h.token("auditor")) for path in paths])
    assert sorted({answer.status_code for answer in answers}) == [200, 503]


async def test_a_journal_too_large_for_a_request_is_refused(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    await days(h, 1)
    monkeypatch.setattr("shared.journal.routes.MOST_FACTS", 2)
    refused = await h.get("/agreements/journal/verification", "auditor", status=409)
    assert refused["title"] == "too-many-facts"
    assert "3" in refused["detail"]


async def test_a_proof_has_all_digests_since_a_version_or_is_refused(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await days(h)
    path = f"/agreements/journal/{KEY}/proof?since=1"
    assert len((await h.get(path, "auditor"))["links"]) == 2
    monkeypatch.setattr("shared.journal.routes.MOST_LINKS", 1)
    assert (await h.get(path, "auditor", status=409))["title"] == "too-many-facts"


# -- The outsider


@asynccontextmanager
async def proven(h: Harness) -> AsyncIterator[dict[str, Any]]:
    """The head of a case in the second seal, as the outsider kept it."""
    await days(h)
    yield await h.get(f"/agreements/journal/{KEY}/proof?day=2026-02-10", "prosecutor")


async def test_an_outsider_checks_published_seals(h: Harness) -> None:
    await days(h)
    facts = await sealed(h)
    OUTSIDER.check_seals(facts, OURS.public)
    listed = (await h.client.get("/agreements/journal/seals")).json()["items"]
    OUTSIDER.check_seals(listed, OURS.public)
    assert [seal["hash"] for seal in listed] == [fact["hash"] for fact in facts]
    (key,) = (await h.client.get("/agreements/journal/keys")).json()
    assert (key["key_id"], key["public_key"]) == (OURS.key_id, _text(OURS.public))
    for wrong in ([facts[0], facts[2]], [facts[0] | {"heads": 9}], [{**facts[0], "signature": "00" * 64}]):
        with pytest.raises(OUTSIDER.Wrong):
            OUTSIDER.check_seals(wrong, OURS.public)


def _text(public: bytes) -> str:
    return base64.urlsafe_b64encode(public).decode().rstrip("=")


async def test_an_outsider_checks_that_a_head_is_in_a_seal(h: Harness) -> None:
    async with proven(h) as proof:
        assert (proof["head_version"], proof["seal"]["day"], proof["seal"]["heads"]) == (2, "2026-02-10", 3)
        OUTSIDER.check_proof(proof, OURS.public)
        others: list[dict[str, Any]] = [
            {"head_version": 1},
            {"head_hash": "00" * 32},
            {"index": 2},
            {"key": "x"},
            {"path": proof["path"][:-1]},
        ]
        for changes in others:
            with pytest.raises(OUTSIDER.Wrong):
                OUTSIDER.check_proof(proof | changes, OURS.public)
        with pytest.raises(OUTSIDER.Wrong):
            OUTSIDER.check_proof(proof, FORGER.public)
        await h.get("/agreements/journal/nothing/proof", "auditor", status=404)
        await h.get(f"/agreements/journal/{KEY}/proof?day=2026-03-01", "auditor", status=404)


async def test_an_outsider_proves_a_later_change_from_two_seals_and_a_proof(h: Harness, databases: Databases) -> None:
    async with proven(h) as before:
        path = f"/agreements/journal/{KEY}/proof?since={before['head_version']}"
        honest = await h.get(path, "prosecutor")
        assert (honest["head_version"], len(honest["links"])) == (3, 1)
        OUTSIDER.check_same(before, honest, OURS.public)
        # Whoever holds the database and our key can make a new history that fits in itself …
        async with superuser(databases, h) as conn:
            await conn.execute("delete from outbox")
            await rechained(conn, KEY)
            await resealed(conn, OURS)
        forged = await h.get(path, "prosecutor")
        OUTSIDER.check_proof(forged, OURS.public)
        assert (await verified(h)).seal_flaws == []
        # … but not one that fits what was published before.
        with pytest.raises(OUTSIDER.Wrong, match="does not grow out of the earlier one"):
            OUTSIDER.check_same(before, forged, OURS.public)
        renewed = (await h.client.get("/agreements/journal/seals")).json()["items"]
        with pytest.raises(OUTSIDER.Wrong, match="two different seals"):
            OUTSIDER.check_seals([before["seal"], *renewed], OURS.public)
