"""Entries balance, whatever the sale; a loss and what a maker has no longer are borne by the working capital."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain import ledger
from services.training.domain.ledger import Account, CashKind, Entry
from services.training.domain.sales import Sold
from services.training.domain.splits import SplitRule, split
from services.training.errors.ledger import DayToCome, MoreThanBooked, OrganisationNeeded, SaleNotAddingUp
from tests.unit.training.cases import AGENCY, PRISON, TODAY
from tests.unit.training.test_splits import RULE, makers, rules

RUPIAH = st.integers(0, 10**12)
CASH, CAPITAL = Account(PRISON, "cash"), Account(PRISON, "capital")


def sold(revenue: int, material: int, commission: int, profit: int | None = None, *work: int) -> Sold:
    gain = max(revenue - material - commission, 0) if profit is None else profit
    return Sold(UUID(int=9), PRISON, AGENCY, TODAY, revenue, material, commission, gain, makers(*(work or (1,))))


@given(revenue=RUPIAH, material=RUPIAH, commission=RUPIAH, rule=rules(), work=st.lists(st.integers(1, 99), min_size=1))
def test_the_entry_of_any_sale_balances(
    revenue: int, material: int, commission: int, rule: SplitRule, work: list[int]
) -> None:
    sale = sold(revenue, material, commission, None, *work)
    entry = ledger.sale(sale, split(sale.profit, rule, sale.makers), rule.id)
    assert sum(entry.amounts.values()) == 0
    assert all(rupiah > 0 for account, rupiah in entry.amounts.items() if account.is_personal)


def test_a_sale_is_owed_by_the_agency_and_owed_to_everyone_else() -> None:
    sale = sold(150_000, 40_000, 10_000)
    entry = ledger.sale(sale, split(sale.profit, RULE, sale.makers), RULE.id)
    assert entry.amounts == {
        Account(PRISON, "receivable", AGENCY): -140_000,
        Account(PRISON, "material"): 40_000,
        Account(PRISON, "premium", UUID(int=1)): 50_000,
        Account(PRISON, "capital"): 35_000,
        Account(PRISON, "state"): 15_000,
    }


def test_a_loss_is_borne_by_the_working_capital() -> None:
    sale = sold(30_000, 40_000, 1_000)
    entry = ledger.sale(sale, split(sale.profit, RULE, sale.makers), RULE.id)
    assert entry.amounts[CAPITAL] == -11_000
    assert not [account for account in entry.amounts if account.is_personal]


@pytest.mark.parametrize("profit", [99_999, 100_001, 0])
def test_a_profit_that_is_not_price_less_material_and_commission_is_refused(profit: int) -> None:
    sale = sold(150_000, 40_000, 10_000, profit)
    with pytest.raises(SaleNotAddingUp):
        ledger.sale(sale, split(profit, RULE, sale.makers), RULE.id)


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="balances"):
        Entry("deposit", PRISON, TODAY, {CASH: -2, CAPITAL: 1})


@given(premium=st.integers(1, 10**9), left=st.integers(0, 10**9), capital=st.integers(0, 10**9))
def test_a_return_takes_what_is_left_and_the_capital_bears_the_rest(premium: int, left: int, capital: int) -> None:
    maker = Account(PRISON, "premium", UUID(int=1))
    amounts = {maker: premium, CAPITAL: capital, Account(PRISON, "receivable", AGENCY): -premium - capital}
    entry = ledger.bear(ledger.reversal(UUID(int=3), PRISON, amounts, TODAY, None), {maker: left, CAPITAL: 0})
    assert sum(entry.amounts.values()) == 0
    assert entry.amounts.get(maker, 0) == -min(premium, left)
    assert entry.amounts.get(CAPITAL, 0) == -capital - max(premium - left, 0)
    assert entry.reverses == UUID(int=3)


@given(premium=st.integers(1, 10**9), kept=st.integers(0, 10**9), capital=st.integers(0, 10**9))
def test_what_a_maker_has_kept_is_not_credited_again(premium: int, kept: int, capital: int) -> None:
    maker = Account(PRISON, "premium", UUID(int=1))
    amounts = {maker: premium, CAPITAL: capital, Account(PRISON, "receivable", AGENCY): -premium - capital}
    entry = ledger.keep(Entry("sale", PRISON, TODAY, amounts), {maker: kept})
    assert sum(entry.amounts.values()) == 0
    assert entry.amounts.get(maker, 0) == max(premium - kept, 0)
    assert entry.amounts.get(CAPITAL, 0) == capital + min(premium, kept)


@pytest.mark.parametrize(
    ("kind", "agency", "booked", "asked"),
    [
        pytest.param("remittance", AGENCY, -100, 101, id="an agency hands over no more than it owes"),
        pytest.param("state_payment", None, 100, 101, id="the state gets no more than its part"),
        pytest.param("agency_payment", AGENCY, 100, 101, id="an agency gets no more than its part"),
        pytest.param("capital_use", None, 100, 101, id="no more capital is used than there is"),
        pytest.param("capital_use", None, -1, 1, id="nor any after a loss"),
    ],
)
def test_cash_moves_within_what_is_booked(kind: CashKind, agency: UUID | None, booked: int, asked: int) -> None:
    cash, other = ledger.cash_accounts(PRISON, kind, agency)
    with pytest.raises(MoreThanBooked):
        ledger.cash_movement(kind, cash, other, asked, booked)
    if abs(booked) > 1:
        moved = ledger.cash_movement(kind, cash, other, asked - 1, booked)
        assert booked + moved[other] == 0
        assert sum(moved.values()) == 0


@pytest.mark.parametrize(("kind", "agency"), [("remittance", None), ("budget", AGENCY), ("state_payment", AGENCY)])
def test_only_what_an_agency_gives_or_gets_names_one(kind: CashKind, agency: UUID | None) -> None:
    with pytest.raises(OrganisationNeeded):
        ledger.cash_accounts(PRISON, kind, agency)


def test_a_document_is_of_today_or_before() -> None:
    ledger.need_past(TODAY, TODAY)
    with pytest.raises(DayToCome):
        ledger.need_past(date.fromordinal(TODAY.toordinal() + 1), TODAY)
