"""The profit of a sale is split to the rupiah: for every profit, every rule and every number of makers (rule P2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.sales import MakerShare
from services.training.domain.splits import OF_MAKERS, PARTS, SplitRule, add, among, split
from services.training.errors.splits import SaleWithoutMakers
from services.training.events import Part
from shared.errors import Refusal
from tests.unit.training.cases import PRISON, slugs

RULE = SplitRule(
    id=UUID(int=1),
    institution_id=PRISON,
    valid_from=date(2026, 1, 1),
    decree_number="W28-12.HM.01 2026",
    decree_date=date(2025, 12, 20),
    permille={"premium": 500, "state": 150, "capital": 350},
    remainder_to="capital",
)


def makers(*parts: int) -> tuple[MakerShare, ...]:
    return tuple(MakerShare(UUID(int=number), UUID(int=1000 + number), each) for number, each in enumerate(parts, 1))


@st.composite
def rules(draw: st.DrawFn) -> SplitRule:
    """Any rule that is taken: parts that total the whole, something for the makers, the remainder to one of them."""
    cuts = sorted(draw(st.lists(st.integers(0, 999), min_size=len(PARTS) - 1, max_size=len(PARTS) - 1)))
    widths = [after - before for before, after in zip([0, *cuts], [*cuts, 1000], strict=True)]
    permille: dict[Part, int] = {part: width for part, width in zip(reversed(PARTS), widths, strict=True) if width}
    if not any(permille.get(part) for part in OF_MAKERS):
        permille = {"premium": 1000}
    return replace(RULE, permille=permille, remainder_to=draw(st.sampled_from(sorted(permille))))


PROFITS = st.integers(0, 10**12)
WORK = st.lists(st.integers(1, 10_000), min_size=1, max_size=30).map(lambda parts: makers(*parts))


@given(profit=PROFITS, rule=rules(), work=WORK)
def test_the_shares_total_the_profit_and_none_is_below_zero(
    profit: int, rule: SplitRule, work: tuple[MakerShare, ...]
) -> None:
    assert add(rule, None, rule.valid_from, first=True), "the rule is one that is taken"
    shares = split(profit, rule, work)
    assert sum(share.rupiah for share in shares) == profit
    assert all(share.rupiah > 0 for share in shares)
    assert {share.part for share in shares} <= set(rule.permille)


@given(profit=PROFITS, rule=rules(), work=WORK)
def test_only_the_named_part_gets_more_than_its_permille_and_less_than_one_rupiah_a_part(
    profit: int, rule: SplitRule, work: tuple[MakerShare, ...]
) -> None:
    sums = dict.fromkeys(PARTS, 0)
    for share in split(profit, rule, work):
        sums[share.part] += share.rupiah
    over = {part: rupiah - profit * rule.permille.get(part, 0) // 1000 for part, rupiah in sums.items()}
    assert 0 <= over.pop(rule.remainder_to) < len(PARTS)
    assert set(over.values()) == {0}


@given(rupiah=PROFITS, work=st.dictionaries(st.uuids(), st.integers(1, 10_000), min_size=1, max_size=30))
def test_a_maker_gets_the_share_of_the_work_to_less_than_a_rupiah(rupiah: int, work: Mapping[UUID, int]) -> None:
    sums, total = among(rupiah, work), sum(work.values())
    assert sum(sums.values()) == rupiah
    assert all(abs(sums[owner] * total - rupiah * parts) < total for owner, parts in work.items())


@given(profit=PROFITS, rule=rules(), work=WORK, seed=st.randoms())
def test_the_order_in_which_makers_are_named_changes_nothing(
    profit: int, rule: SplitRule, work: tuple[MakerShare, ...], seed: Any
) -> None:
    shuffled = list(work)
    seed.shuffle(shuffled)
    assert set(split(profit, rule, shuffled)) == set(split(profit, rule, work))


def sums(profit: int, rule: SplitRule, *parts: int) -> list[tuple[str, int | None, int]]:
    return [
        (s.part, s.participant_id.int if s.participant_id else None, s.rupiah)
        for s in split(profit, rule, makers(*parts))
    ]


@pytest.mark.parametrize(
    ("profit", "parts", "remainder_to", "expected"),
    [
        pytest.param(
            100_000,
            (1,),
            "capital",
            [("premium", 1, 50_000), ("capital", None, 35_000), ("state", None, 15_000)],
            id="LEDGER-01: half for the maker, 15 of 100 for the state, 35 for the workshop",
        ),
        pytest.param(
            99,
            (1,),
            "capital",
            [("premium", 1, 49), ("capital", None, 36), ("state", None, 14)],
            id="LEDGER-02: what rounding leaves over goes to the part that the rule names",
        ),
        pytest.param(
            99,
            (1,),
            "state",
            [("premium", 1, 49), ("capital", None, 34), ("state", None, 16)],
            id="LEDGER-03: another rule leaves it to the state",
        ),
        pytest.param(
            200,
            (1, 1, 1),
            "capital",
            [("premium", 1, 34), ("premium", 2, 33), ("premium", 3, 33), ("capital", None, 70), ("state", None, 30)],
            id="LEDGER-04: one rupiah too many goes to the first of equal makers, by id",
        ),
        pytest.param(
            20,
            (1, 2, 4),
            "capital",
            [("premium", 1, 1), ("premium", 2, 3), ("premium", 3, 6), ("capital", None, 7), ("state", None, 3)],
            id="LEDGER-05: makers share by their parts of the work, by the largest remainder",
        ),
        pytest.param(0, (1, 2), "capital", [], id="LEDGER-06: where there is no profit there is nothing to split"),
        pytest.param(
            1,
            (1, 1),
            "premium",
            [("premium", 1, 1)],
            id="LEDGER-07: a profit of one rupiah goes where the remainder goes",
        ),
    ],
)
def test_a_profit_is_split(
    profit: int, parts: tuple[int, ...], remainder_to: Part, expected: list[tuple[str, int | None, int]]
) -> None:
    assert sums(profit, replace(RULE, remainder_to=remainder_to), *parts) == expected


def test_a_maker_who_is_named_twice_has_one_share() -> None:
    twice = [*makers(1, 1), MakerShare(UUID(int=1), UUID(int=1001), 2)]
    shares = {s.participant_id: s.rupiah for s in split(80, RULE, twice) if s.part == "premium"}
    assert shares == {UUID(int=1): 30, UUID(int=2): 10}


@pytest.mark.parametrize("work", [pytest.param((), id="nobody"), pytest.param((1, 0), id="somebody who did nothing")])
def test_a_sale_names_who_made_the_goods(work: tuple[int, ...]) -> None:
    with pytest.raises(SaleWithoutMakers):
        split(100, RULE, makers(*work))


@pytest.mark.parametrize(
    ("changes", "last_sale", "refused"),
    [
        pytest.param({}, None, [], id="LEDGER-08: parts that total the whole are taken"),
        pytest.param(
            {"permille": {"premium": 500, "state": 150, "capital": 349}},
            None,
            ["parts-not-whole"],
            id="LEDGER-09: parts that total 999 are refused",
        ),
        pytest.param(
            {"permille": {"premium": 500, "state": 151, "capital": 350}},
            None,
            ["parts-not-whole"],
            id="LEDGER-10: parts that total 1001 are refused",
        ),
        pytest.param(
            {"permille": {"state": 500, "capital": 500}},
            None,
            ["makers-get-nothing"],
            id="LEDGER-11: a rule that leaves the makers nothing is refused",
        ),
        pytest.param(
            {"remainder_to": "agency"},
            None,
            ["remainder-to-nobody"],
            id="LEDGER-12: the remainder goes to a part of the rule",
        ),
        pytest.param(
            {},
            date(2025, 12, 31),
            [],
            id="LEDGER-13: a rule from the day after the last booked sale is taken",
        ),
        pytest.param(
            {},
            date(2026, 1, 1),
            ["split-rule-too-late"],
            id="LEDGER-14: a rule for a day whose sales are booked comes too late",
        ),
    ],
)
def test_a_rule_is_judged_before_it_counts(changes: dict[str, Any], last_sale: date | None, refused: list[str]) -> None:
    try:
        add(replace(RULE, **changes), last_sale, RULE.valid_from, first=True)
        found = []
    except Refusal as refusal:
        found = slugs(refusal)
    assert found == refused


@pytest.mark.parametrize(
    ("days", "first", "refused"),
    [
        pytest.param(0, False, [], id="LEDGER-72: a second rule may begin today"),
        pytest.param(-1, False, ["split-rule-backdated"], id="LEDGER-73: a second rule never begins before today"),
        pytest.param(-1, True, [], id="LEDGER-74: the first rule may begin before today"),
    ],
)
def test_sales_that_are_not_booked_yet_keep_their_rule(days: int, first: bool, refused: list[str]) -> None:
    rule, today = replace(RULE, valid_from=RULE.valid_from + timedelta(days=days)), RULE.valid_from
    if not refused:
        assert add(rule, None, today, first=first)
        return
    with pytest.raises(Refusal) as refusal:
        add(rule, None, today, first=first)
    assert slugs(refusal.value) == refused
