"""`python -m tests.bench.training`: what training answers over five years of a city, p50 and p95 in milliseconds.

100,000 participants and enrolments, a million rows of attendance and of ledger lines each (tests/support/town.py). How
it is taken: see tests/bench/lists.py. The first row asks for nothing, to tell what a request itself costs here. A page
has 50 rows where nothing else is written; *deep* is in the middle of a long list.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import uvloop
from rich.console import Console

from deploy.local.process import free_port
from shared.clock import local_day
from tests.bench.lists import MUST, Alone, Headers, Taken, environment, export, measure, show, worst
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.support.town import Town, fill, town_id

ROW = Row(
    name="training",
    what="the slowest page or detail of training, p95",
    versus="five years of a city: 100,000 participants, a million rows of attendance",
    prototype="–",
    must=MUST,
    want=30.0,
    better="less",
    unit=" ms",
)
FILES = {
    "sales.csv": "/training/exports/sales.csv",
    "loans.csv": "/training/exports/loans.csv",
    "equipment.csv": "/training/exports/equipment.csv",
    "stock.csv": "/training/exports/stock.csv",
    "releases.csv": "/training/exports/releases.csv",
}


def _courses(t: Town) -> dict[str, str]:
    programmes, deep = "/training/programmes", f"after={t.over}"
    big, over = f"{programmes}/{t.big}", f"{programmes}/{t.over}"
    return {
        "programmes": programmes,
        "programmes, 200 a page": f"{programmes}?limit=200",
        "programmes, deep": f"{programmes}?{deep}",
        "programmes open": f"{programmes}?state=open",
        "programmes suspended (none)": f"{programmes}?state=suspended",
        "programmes of an agency, deep": f"{programmes}?agency={t.agency}&{deep}",
        "programmes of an institution, closed, deep": f"{programmes}?institution={t.institution}&state=closed&{deep}",
        "programmes of an agreement": f"{programmes}?agreement={town_id(2, 4)}",
        "a programme": over,
        "enrolments of a programme of 20": f"{over}/enrolments",
        "enrolments of a programme of 500": f"{big}/enrolments",
        "enrolments of it, 200 a page": f"{big}/enrolments?limit=200",
        "waiting list of it": f"{big}/enrolments?state=waitlisted",
        "officials of a programme": f"{over}/officials",
        "attendance.csv of a programme of 20, whole": f"{over}/attendance.csv",
        "an enrolment": f"/training/enrolments/{t.enrolment}",
        "history of an enrolment": f"/training/enrolments/{t.enrolment}/history",
        "certificates of an enrolment": f"/training/enrolments/{t.enrolment}/certificates",
    }


def _people(t: Town) -> dict[str, str]:
    one, participants = f"/training/participants/{t.held}", "/training/participants"
    middle = t.middle(6, t.persons)
    return {
        "participants": participants,
        "participants, 200 a page": f"{participants}?limit=200",
        "participants of an institution, deep": f"{participants}?institution={t.institution}&after={middle}",
        "a participant": one,
        "stays of a participant": f"{one}/stays",
        "readiness of a participant": f"{one}/readiness",
        "releases": "/training/releases",
        "releases of an institution": f"/training/releases?institution={t.institution}",
        "waiting": "/training/waiting",
        "waiting, 200 a page": "/training/waiting?limit=200",
        "waiting: to assess": "/training/waiting?kind=assessment_due",
        "waiting: for an institution": "/training/waiting?waits_for=institution_staff",
    }


def _goods(t: Town) -> dict[str, str]:
    sales, consignments = "/training/sales", "/training/consignments"
    product = t.middle(15, t.products)
    return {
        "products": "/training/products",
        "products of an institution, listed": f"/training/products?institution={t.institution}&state=listed",
        "a product": f"/training/products/{product}",
        "prices of a product": f"/training/products/{product}/prices",
        "batches of a product": f"/training/products/{product}/batches",
        "a batch": f"/training/batches/{t.middle(17, t.products * 3)}",
        "makers of a batch": f"/training/batches/{t.middle(17, t.products * 3)}/makers",
        "catalogue": "/training/catalogue",
        "catalogue of a kind": "/training/catalogue?kind=kursi-3",
        "catalogue of an institution": f"/training/catalogue?institution={t.institution}",
        "outlets": "/training/outlets",
        "workshops": "/training/workshops",
        "consignments, deep": f"{consignments}?after={t.middle(19, t.products * 6)}",
        "consignments of an outlet": f"{consignments}?outlet={town_id(18, 3)}",
        "stock": "/training/stock",
        "stock of an institution": f"/training/stock?institution={t.institution}",
        "sales": sales,
        "sales, 200 a page": f"{sales}?limit=200",
        "sales of an agency, deep": f"{sales}?agency={t.agency}&after={t.middle(20, t.sales)}",
        "sales of a product": f"{sales}?product={product}",
        "a sale": f"{sales}/{t.middle(20, t.sales)}",
    }


def _equipment(t: Town) -> dict[str, str]:
    loans, deep = "/training/loans", f"after={t.middle(12, t.loans)}"
    return {
        "equipment": "/training/equipment",
        "equipment of an agency, lent": f"/training/equipment?agency={t.agency}&state=lent",
        "an item": f"/training/equipment/{town_id(11, 7)}",
        "loans": loans,
        "loans of an agency, deep": f"{loans}?agency={t.agency}&{deep}",
        "loans of an institution, returned, deep": f"{loans}?institution={t.institution}&state=returned&{deep}",
        "loans overdue": f"{loans}?overdue=true",
        "a loan": f"{loans}/{t.middle(12, t.loans)}",
        "obligations of an agency": f"/training/obligations?agency={t.agency}",
    }


def _treasury(t: Town) -> dict[str, str]:
    institution, month = f"/training/institutions/{t.institution}", f"{t.today:%Y-%m}"
    entries = t.sales * 7 // 3
    return {
        "ledger entries": f"{institution}/ledger-entries",
        "ledger entries, wages, deep": f"{institution}/ledger-entries?kind=wage&after={t.middle(24, entries)}",
        "a ledger entry": f"/training/ledger/entries/{t.middle(24, entries)}",
        "accounts of an institution": f"{institution}/accounts",
        "accounts of a participant": f"/training/participants/{t.held}/accounts",
        "statement of a participant": f"/training/participants/{t.held}/statements/{month}",
        "state's share of a month": f"{institution}/state-shares/{month}",
        "withdrawals proposed": f"{institution}/withdrawals",
        "withdrawals rejected": f"{institution}/withdrawals?state=rejected",
        "pay-outs due": f"{institution}/payouts",
        "split rules": f"{institution}/split-rules",
    }


def asked(t: Town, auditor: Headers, staff: Headers, trainer: Headers) -> dict[str, tuple[str, Headers]]:
    """As an auditor, who sees most; some also as those who see only their own."""
    seen = _courses(t) | _people(t) | _goods(t) | _equipment(t) | _treasury(t)
    own = {
        "openings for a participant": (f"/training/participants/{t.held}/openings", staff),
        "waiting, of an institution": ("/training/waiting", staff),
        "waiting, of an agency": ("/training/waiting", trainer),
        "stock of an agency": ("/training/stock", trainer),
        "loans of an agency's own": ("/training/loans", trainer),
    }
    return {"(nothing: /health/live)": ("/health/live", {}), **{k: (v, auditor) for k, v in seen.items()}, **own}


async def lists(rig: Rig, console: Console) -> tuple[Taken, str]:
    """What each page took, and a line about the exports."""
    town = Town(local_day(datetime.now(UTC)))
    dsn = await rig.databases.fresh("training")
    superuser = await asyncpg.connect(rig.databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2])
    began = time.perf_counter()
    await fill(superuser, town)
    await superuser.close()
    console.print(f"filled five years of a city in {time.perf_counter() - began:.0f} s")
    with Alone("training", rig.state / "training", free_port(), environment(dsn, rig.issuer)) as service:
        auditor, staff, trainer = (
            {"authorization": f"Bearer {rig.issuer.token(role, subject='bench', organisation=of)}"}
            for role, of in (("auditor", None), ("institution_staff", town.institution), ("trainer", town.agency))
        )
        taken = await measure(service.url, asked(town, auditor, staff, trainer))
        files = [_file(name, *await export(service.url, auditor, path)) for name, path in FILES.items()]
    return taken, "; ".join(files)


def _file(name: str, first: float, whole: float, count: int) -> str:
    return f"{name}: {count:,} lines in {whole:.1f} s, the first after {first * 1000:.0f} ms"


async def slowest(rig: Rig) -> Measured:
    taken, files = await lists(rig, Console(quiet=True))
    name, figure = worst(taken)
    return Measured(figure, f"the slowest of {len(taken)}: {name}; {files}", "one client, each asked 200 times in turn")


async def run(console: Console) -> bool:
    with tempfile.TemporaryDirectory(prefix="masohi-lists-") as folder, closing(Rig(Path(folder))) as rig:
        taken, files = await lists(rig, console)
    console.print(files)
    return show(console, taken)


if __name__ == "__main__":
    sys.exit(not uvloop.run(run(Console(width=None if sys.stdout.isatty() else 120))))
