"""Statements: a person's month with opening, lines and closing; the state's part of an institution's profits."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from services.training.documents.statements_texts import TEXTS, rupiah
from services.training.queries import statements
from tests.service.training.client import AUDITOR, OTHER_PRISON, PRISON, TrainingClient
from tests.service.training.treasury import Treasury, register, sale


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    made = Treasury(ready)
    await made.add_rule()
    return made


async def at(treasury: Treasury, moment: str) -> None:
    treasury.h.clock.set(datetime.fromisoformat(f"{moment}+09:00"))


async def two_months(treasury: Treasury) -> Any:
    """A wage in February, on its last evening, and a premium and a withdrawal in March."""
    person = await register(treasury)
    await at(treasury, "2026-02-28T23:30:00")
    await treasury.earn(person["id"], 40_000)
    await at(treasury, "2026-03-01T00:30:00")
    await treasury.sell(sale(person, on=date(2026, 2, 27)))
    await treasury.decide((await treasury.propose(person["id"], 15_000))["id"])
    return person


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def download(treasury: Treasury, path: str) -> Any:
    answer = await treasury.h.client.get(
        f"/training/{path}", headers=treasury.h.token("institution_staff", organisation=PRISON)
    )
    assert answer.status_code == 200, answer.text
    return answer


async def test_ledger_56_a_month_opens_with_what_the_month_before_left(treasury: Treasury) -> None:
    person = (await two_months(treasury))["id"]
    found = {}
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        view = await treasury.get(f"participants/{person}/statements/{month}")
        found[month] = {
            a["account"]: (a["opening"], [(n["day"], n["kind"], n["balance"]) for n in a["lines"]], a["closing"])
            for a in view["accounts"]
            if a["account"] != "deposit"
        }
    assert found == {
        "2026-01": {},
        "2026-02": {"wage": (0, [("2026-02-28", "wage", 40_000)], 40_000)},
        "2026-03": {
            "premium": (0, [("2026-03-01", "sale", 50_000)], 50_000),
            "wage": (40_000, [("2026-03-01", "withdrawal", 25_000)], 25_000),
        },
        "2026-04": {"premium": (50_000, [], 50_000), "wage": (25_000, [], 25_000)},
    }


async def test_ledger_57_the_csv_says_what_the_statement_says(treasury: Treasury) -> None:
    person = (await two_months(treasury))["id"]
    answer = await download(treasury, f"participants/{person}/statements/2026-03.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["cache-control"] == "no-store"
    wage = [(row["kind"], row["debit"], row["balance"]) for row in rows(answer.text) if row["account"] == "wage"]
    assert wage == [("opening", "", "40000"), ("withdrawal", "15000", "25000"), ("closing", "", "25000")]


async def test_a_document_that_looks_like_a_formula_is_none_in_a_spreadsheet(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.deposit(person, 1, receipt_number="=HYPERLINK(1)")
    answer = await download(treasury, f"participants/{person}/statements/2026-02.csv")
    assert [row["document"] for row in rows(answer.text) if row["document"]] == ["'=HYPERLINK(1)"]


async def test_ledger_58_each_read_of_a_statement_is_logged(treasury: Treasury) -> None:
    person = await two_months(treasury)
    await treasury.get(f"participants/{person['id']}/statements/2026-03?purpose=audit", by=AUDITOR)
    await download(treasury, f"participants/{person['id']}/statements/2026-03.csv?purpose=audit")
    rows = await treasury.h.pool.fetch("select person_id from person_reads where purpose = 'audit'")
    assert [str(row["person_id"]) for row in rows] == [person["person_id"]] * 2


async def test_ledger_59_the_state_s_part_of_a_month_is_stated_by_day_and_by_line(
    treasury: Treasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "BATCH", 2)
    maker = await register(treasury)
    await treasury.sell(sale(maker))
    await at(treasury, "2026-03-02T10:00:00")
    sold = [sale(maker) for _ in range(4)]
    for each in sold:
        await treasury.sell(each)
    await treasury.take_back(sold[0].sale_id)
    await at(treasury, "2026-03-31T23:59:00")
    payment = {"kind": "state_payment", "rupiah": 20_000, "occurred_on": "2026-03-31", "document_number": "NTPN 1"}
    await treasury.post(f"institutions/{PRISON}/cash-movements", payment)
    stated = await treasury.get(f"institutions/{PRISON}/state-shares/2026-03", by=AUDITOR)
    assert (stated["opening"], stated["closing"]) == (15_000, 40_000)
    assert [(d["day"], d["credited"], d["debited"]) for d in stated["days"]] == [
        ("2026-03-02", 60_000, 15_000),
        ("2026-03-31", 0, 20_000),
    ]
    lines = rows((await download(treasury, f"institutions/{PRISON}/state-shares/2026-03.csv")).text)
    assert [(line["kind"], line["debit"], line["credit"]) for line in lines] == [
        *[("sale", "0", "15000")] * 4,
        ("reversal", "15000", "0"),
        ("state_payment", "20000", "0"),
    ]


async def test_ledger_60_the_statement_of_a_month_that_is_over_stays_as_it_is(treasury: Treasury) -> None:
    person = (await two_months(treasury))["id"]
    before = await treasury.get(f"participants/{person}/statements/2026-02")
    await at(treasury, "2026-04-05T10:00:00")
    await treasury.earn(person, 9_000, month="2026-02")
    await treasury.deposit(person, 5, occurred_on="2026-02-10")
    assert await treasury.get(f"participants/{person}/statements/2026-02") == before


@pytest.mark.parametrize("month", ["2026-13", "2026-2", "26-02", "2026-02-01"])
async def test_what_is_no_month_is_refused(treasury: Treasury, month: str) -> None:
    person = (await register(treasury))["id"]
    await treasury.get(f"participants/{person}/statements/{month}", status=422)


async def test_an_institution_that_sold_nothing_has_no_state_s_part(treasury: Treasury) -> None:
    await treasury.get(f"institutions/{OTHER_PRISON}/state-shares/2026-03", by=AUDITOR, status=404)


@pytest.mark.parametrize(("language", "title"), [("id", "REKENING KORAN WARGA BINAAN"), ("en", "STATEMENT OF ACCOUNT")])
async def test_ledger_66_the_statement_is_printed_in_both_languages(
    treasury: Treasury, language: str, title: str
) -> None:
    person = await two_months(treasury)
    answer = await treasury.h.client.get(
        f"/training/participants/{person['id']}/statements/2026-03/document?purpose=audit",
        headers=treasury.h.token("auditor") | {"accept-language": language},
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-language"] == language
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    figures = ("40.000", "25.000", "50.000") if language == "id" else ("40,000", "25,000", "50,000")
    assert [word for word in (title, "Orang Contoh", "R-1", *figures) if word not in printed] == []
    reads = await treasury.h.pool.fetch("select person_id from person_reads where purpose = 'audit'")
    assert [str(row["person_id"]) for row in reads] == [person["person_id"]]


def test_every_line_that_a_person_may_have_is_said_in_words() -> None:
    personal = {"sale", "wage", "deposit", "withdrawal", "payout", "moved_out", "moved_in", "reversal"}
    assert {f"kind_{kind}" for kind in personal} == {name for name in TEXTS if name.startswith("kind_")}
    assert (rupiah(1_250_000, "id"), rupiah(1_250_000, "en")) == ("1.250.000", "1,250,000")
