"""What auditors and outsiders ask of a journal: verification, seals, public keys, proof that a head is in a seal."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from shared.dates import IsoDay
from shared.edge.paging import Page, page
from shared.edge.routes import Call, may, open_to_all, refuses
from shared.errors import NotFound, Refusal
from shared.journal import chain
from shared.journal.merkle import Tree, leaf
from shared.journal.runs import VerificationView, view
from shared.journal.seal import SEALS_QUERY, Seal, heads_at, last_seal, published_fields
from shared.journal.verification import Findings, verify_journal
from shared.messaging.events import SealFact
from shared.postgres.pool import Connection
from shared.seal_key import Trust
from shared.web.public import PAGE_TOO, json_beside_pages

MOST_FACTS = 250_000
"""Facts that are verified within a request; beyond that the command line does it."""
MOST_LINKS = 10_000
"""Digests in one proof."""

SealLimit = Annotated[int, Query(ge=1, le=400)]
"""A page of seals: more than a year of days."""
Number = Annotated[int, Query(ge=0, le=2**53)]


class TooManyFacts(
    Refusal,
    indonesian="{facts} fakta; satu permintaan menangani paling banyak {most}. Verifikasi lewat baris perintah.",
):
    """These are {facts} facts; a request handles at most {most}. Verify from the command line."""


class VerificationUnderWay(
    Refusal,
    kind="unavailable",
    indonesian="Verifikasi lain sedang berjalan. Coba lagi sebentar lagi.",
):
    """Another verification is under way. Try again in a moment."""


class SealLost(
    Refusal,
    indonesian="Segel {day} mencakup fakta yang hilang pada pemulihan data. Mintalah bukti hari sesudahnya.",
):
    """The seal of {day} covers facts that were lost when the database was restored. Ask for a later day's."""


class KeyView(BaseModel):
    """An Ed25519 public key, 32 bytes as base64url. Keep it from the beginning: one asked for later proves less."""

    key_id: str
    public_key: str


class ProofView(BaseModel):
    """That the head of a stream is in a seal: leaf `index` of the seal's tree, and the siblings up to its root.

    `links`: the digests of the versions after `since`, which lead from the hash of that version to this head.
    """

    key: str
    head_version: int
    head_hash: str
    index: int
    path: list[str]
    since: int | None
    links: list[str]
    seal: SealFact


def routers(name: str, keys: Trust, *, sealed: bool, readers: Sequence[str] = ()) -> list[APIRouter]:
    """The routes of one service; `name` is the journal's in its seals, `keys` whose signatures count.

    `readers`: roles that may ask for a proof, beside auditors and operators.
    """
    lock = asyncio.Lock()
    return [_verifying(name, keys, lock), *([_showing(name, keys), _proving(name, lock, readers)] if sealed else [])]


def _verifying(name: str, keys: Trust, lock: asyncio.Lock) -> APIRouter:
    router = APIRouter(tags=["journal"])

    @router.get("/journal/verification", response_model=VerificationView)
    @refuses(NotFound, TooManyFacts)
    async def verify_chains(
        key: Annotated[str | None, Query(max_length=200)] = None, call: Call = may("auditor", "operator")
    ) -> Response:
        async def query(conn: Connection) -> VerificationView:
            async with _one_at_a_time(lock), conn.transaction(isolation="repeatable_read", readonly=True):
                return await _chain(conn, key) if key else await _everything(conn, name, keys)

        return await call.read(query)

    return router


def _showing(name: str, keys: Trust) -> APIRouter:
    router = json_beside_pages(tags=["journal"])

    @router.get("/journal/seals", response_model=Page[SealFact], responses=PAGE_TOO, dependencies=[open_to_all()])
    async def list_seals(request: Request, after: Number = 0, limit: SealLimit = 100) -> dict[str, Any]:
        async with request.app.state.resources.pool.acquire() as conn:
            rows = await conn.fetch(f"{SEALS_QUERY} where number > $1 order by number limit $2", after, limit + 1)
        return page([_seal(Seal(journal=name, **row)) for row in rows], limit, lambda view: view.number)

    @router.get("/journal/keys", responses=PAGE_TOO, dependencies=[open_to_all()])
    async def list_seal_keys() -> list[KeyView]:
        return [
            KeyView(key_id=id_, public_key=base64.urlsafe_b64encode(public).decode().rstrip("="))
            for id_, public in keys.items()
        ]

    return router


def _proving(name: str, lock: asyncio.Lock, readers: Sequence[str]) -> APIRouter:
    router = APIRouter(tags=["journal"])

    @router.get("/journal/{key}/proof", response_model=ProofView)
    @refuses(SealLost, TooManyFacts)
    async def prove_stream(
        key: str,
        day: IsoDay | None = None,
        since: Number | None = None,
        call: Call = may("auditor", "operator", *readers),
    ) -> Response:
        async def query(conn: Connection) -> ProofView:
            async with _one_at_a_time(lock), conn.transaction(readonly=True):
                return await proof_of(conn, name, key, day, since)

        return await call.read(query)

    return router


@asynccontextmanager
async def _one_at_a_time(lock: asyncio.Lock) -> AsyncIterator[None]:
    if lock.locked():
        raise VerificationUnderWay
    async with lock:
        yield


async def _everything(conn: Connection, name: str, keys: Trust) -> VerificationView:
    facts = await conn.fetchval("select max(position) from journal") or 0
    if facts > MOST_FACTS:
        raise TooManyFacts(facts=facts, most=MOST_FACTS)
    return view(await verify_journal(conn, name, keys))


async def _chain(conn: Connection, key: str) -> VerificationView:
    facts = await conn.fetchval("select count(*) from journal where key = $1", key)
    if not facts:
        raise NotFound(what="journal", id=key)
    flaws = [flaw async for flaw in chain.verify(conn, key)]
    return view(Findings(facts=facts, streams=1, flaws=flaws, broken_chains=len(flaws)))


def _seal(seal: Seal) -> SealFact:
    return SealFact(**published_fields(seal))


async def proof_of(
    conn: Connection, name: str, key: str, day: date | None = None, since: int | None = None
) -> ProofView:
    """The proof for a stream's head in the seal of a day, or in the last one. Raises NotFound, SealLost."""
    seal = await last_seal(conn, name, day)
    if seal is None:
        raise NotFound(what="seal", id=day or name)
    if seal.stated_at is not None:
        raise SealLost(day=seal.day)
    tree, found = Tree(), None
    async for head in heads_at(conn, seal.position):
        index = tree.add(leaf(head.key, head.version, head.hash))
        if head.key == key:
            found = (index, head)
    if found is None:
        raise NotFound(what="stream", id=key)
    index, head = found
    if since and head.version - since > MOST_LINKS:
        raise TooManyFacts(facts=head.version - since, most=MOST_LINKS)
    return ProofView(
        key=key,
        head_version=head.version,
        head_hash=head.hash.hex(),
        index=index,
        path=[sibling.hex() for sibling in tree.path(index)],
        since=since,
        links=await _links(conn, key, since, head.version) if since else [],
        seal=_seal(seal),
    )


async def _links(conn: Connection, key: str, since: int, until: int) -> list[str]:
    rows = await conn.fetch(
        "select encode(digest, 'hex') as digest from journal where key = $1 and version > $2 and version <= $3"
        " order by version",
        *(key, since, until),
    )
    return [row["digest"] for row in rows]
