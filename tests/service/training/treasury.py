"""The ledger's routes, and what a sale, a release and a transfer do in their transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.training.commands import ledger as sales
from services.training.commands.ledger_homes import join_accounts, move_accounts
from services.training.commands.payouts import drop_on_return, pay_out_due
from services.training.domain.sales import MakerShare, Sold
from services.training.store import participants
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection, in_transaction, transaction
from tests.service.training import scene
from tests.service.training.client import AGENCY, AUDITOR, OTHER_PRISON, PRISON, STAFF, Caller, TrainingClient

SELLER = Actor("seller", frozenset({"institution_staff"}), PRISON)
HALF = {"premium": 500, "state": 150, "capital": 350}


class Treasury:
    """`clerk` and `second` are two treasurers of one institution."""

    def __init__(self, training: TrainingClient) -> None:
        self.training, self.h = training, training.h

    async def post(
        self, path: str, body: Any, *, subject: str = "clerk", by: Caller = STAFF, status: int | None = None
    ) -> Any:
        who = {"organisation": by.organisation, "subject": subject}
        return await self.h.post(f"/training/{path}", body, by.role, status=status, **who)

    async def get(self, path: str, *, by: Caller = STAFF, status: int = 200) -> Any:
        return await self.h.get(f"/training/{path}", by.role, organisation=by.organisation, status=status)

    async def add_rule(self, *, status: int | None = None, institution: UUID = PRISON, **changes: Any) -> Any:
        body = {
            "valid_from": "2026-01-01",
            "decree_number": "W28-12.HM.01 2026",
            "decree_date": "2025-12-20",
            "permille": HALF,
            "remainder_to": "capital",
        }
        by = Caller("institution_staff", institution)
        return await self.post(f"institutions/{institution}/split-rules", body | changes, by=by, status=status)

    async def balances(self, participant_id: str, by: Caller = AUDITOR) -> dict[str, int]:
        accounts = (await self.get(f"participants/{participant_id}/accounts", by=by))["items"]
        return {account["kind"]: account["balance"] for account in accounts if account["balance"]}

    async def places(self, participant_id: str) -> dict[tuple[str, str], int]:
        """What is where: by institution and kind of account."""
        accounts = (await self.get(f"participants/{participant_id}/accounts", by=AUDITOR))["items"]
        return {(a["institution_id"], a["kind"]): a["balance"] for a in accounts if a["balance"]}

    async def books(self, institution: UUID = PRISON) -> dict[str, int]:
        """The institution's own accounts, without those of nothing."""
        accounts = (await self.get(f"institutions/{institution}/accounts", by=AUDITOR))["items"]
        return {account["kind"]: account["balance"] for account in accounts if account["balance"]}

    async def verify(self) -> Any:
        """The trial balance, which must fit."""
        found = await self.get("ledger/verification", by=AUDITOR)
        assert found["fits"], found["flaws"]
        return found

    async def book_wages(
        self, lines: list[Any], *, institution: UUID = PRISON, status: int = 200, **changes: Any
    ) -> Any:
        body = {"month": "2026-02", "work": "sewing", "document_number": "UPAH-02/2026", "lines": lines}
        by = Caller("institution_staff", institution)
        return await self.post(f"institutions/{institution}/wages", body | changes, by=by, status=status)

    async def earn(self, participant_id: str, rupiah: int, **changes: Any) -> None:
        """A wage on the account."""
        line = {"participant_id": participant_id, "rupiah": rupiah}
        (answer,) = (await self.book_wages([line], **{"work": f"w-{new_id()}"} | changes))["answers"]
        assert answer["result"] == "booked", answer

    async def deposit(
        self, participant_id: str, rupiah: int, *, subject: str = "clerk", status: int | None = None, **changes: Any
    ) -> Any:
        body = {
            "rupiah": rupiah,
            "source": "family",
            "occurred_on": "2026-02-09",
            "receipt_number": f"T-{new_id()}"[:18],
        }
        return await self.post(
            f"participants/{participant_id}/deposits", body | changes, subject=subject, status=status
        )

    async def propose(self, participant_id: str, rupiah: int, *, status: int | None = None, **changes: Any) -> Any:
        body = {"account": "wage", "rupiah": rupiah, "need": "family"}
        return await self.post(f"participants/{participant_id}/withdrawals", body | changes, status=status)

    async def decide(
        self, withdrawal_id: str, receipt: str | None = "R-1", *, subject: str = "second", status: int | None = None
    ) -> Any:
        body = {"decision": "pay", "receipt_number": receipt} if receipt else {"decision": "reject"}
        return await self.post(f"withdrawals/{withdrawal_id}/decision", body, subject=subject, status=status)

    async def pay(
        self, payout_id: str, receipt: str = "K-1", *, subject: str = "clerk", status: int | None = None
    ) -> Any:
        body = {"receipt_number": receipt}
        return await self.post(f"payouts/{payout_id}/payment", body, subject=subject, status=status)

    async def due(self, institution: UUID = PRISON) -> list[Any]:
        return list((await self.get(f"institutions/{institution}/payouts", by=AUDITOR))["items"])

    async def in_one(self, work: Callable[[Connection], Awaitable[list[Event]]]) -> list[Event]:
        """As a command does it: the facts are appended in the transaction."""

        async def whole(conn: Connection) -> list[Event]:
            facts = await work(conn)
            if facts:
                await journal.append(conn, facts, actor="seller", now=self.h.clock.now())
            return facts

        return await in_transaction(self.h.pool, whole)

    async def while_open(
        self, first: Callable[[Connection], Awaitable[list[Event]]], second: Callable[[], Awaitable[Any]]
    ) -> Any:
        """`second` begins after `first` has done its work and before that is committed. Returns what `second` does."""
        waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        async with transaction(self.h.pool) as conn:
            if facts := await first(conn):
                await journal.append(conn, facts, actor="seller", now=self.h.clock.now())
            running = asyncio.ensure_future(second())
            while not running.done() and not await self.h.pool.fetchval(waits):
                await asyncio.sleep(0.02)
        return await running

    async def sell(self, sold: Sold) -> list[Event]:
        return await self.in_one(lambda conn: sales.post_sale(conn, sold, SELLER, self.h.clock.now()))

    async def take_back(self, sale_id: UUID) -> list[Event]:
        return await self.in_one(lambda conn: sales.reverse_sale(conn, sale_id, SELLER, self.h.clock.now()))

    async def release(self, participant_id: str, on: date | None = None) -> list[Event]:
        return await self.in_one(lambda conn: self.releasing(conn, participant_id, on))

    async def releasing(self, conn: Connection, participant_id: str, on: date | None = None) -> list[Event]:
        now, participant = self.h.clock.now(), await participants.load(conn, UUID(participant_id))
        return await pay_out_due(conn, participant, on or local_day(now), SELLER, now)

    async def transfer(self, participant_id: str, institution: UUID) -> list[Event]:
        """The register names the new institution; the step gets the participant as before."""

        return await self.in_one(lambda conn: self.transferring(conn, participant_id, institution))

    async def transferring(self, conn: Connection, participant_id: str, institution: UUID) -> list[Event]:
        now, before = self.h.clock.now(), await participants.load(conn, UUID(participant_id))
        await conn.execute("update participants set institution_id = $2 where id = $1", before.id, institution)
        return await move_accounts(conn, before, local_day(now), SELLER, now)

    async def join(self, stays: str, gone: str) -> list[Event]:
        async def work(conn: Connection) -> list[Event]:
            both = {id_: await participants.load(conn, UUID(id_)) for id_ in sorted((stays, gone))}
            return await join_accounts(conn, both[stays], both[gone], SELLER, self.h.clock.now())

        return await self.in_one(work)

    async def come_back(self, participant_id: str) -> list[Event]:
        async def work(conn: Connection) -> list[Event]:
            now, participant = self.h.clock.now(), await participants.load(conn, UUID(participant_id))
            return await drop_on_return(conn, participant, local_day(now), SELLER, now)

        return await self.in_one(work)


async def register(treasury: Treasury, institution: UUID = PRISON, **changes: Any) -> Any:
    return await scene.register_participant(treasury.training, institution, **changes)


async def register_twice(treasury: Treasury, nik: str = "8171010101900001") -> tuple[Any, Any]:
    """One person in the registers of two institutions."""
    return await register(treasury, nik=nik), await register(treasury, OTHER_PRISON, nik=nik)


def sale(*makers: Any, **changes: Any) -> Sold:
    """Goods of Rp150,000 with material of Rp40,000 and a commission of Rp10,000. `makers` share alike."""
    shares = tuple(MakerShare(UUID(maker["id"]), UUID(maker["person_id"]), 1) for maker in makers)
    made = Sold(new_id(), PRISON, AGENCY, date(2026, 2, 9), 150_000, 40_000, 10_000, 100_000, shares)
    return replace(made, **changes)
