"""How the profit of a sale is split: by the institution's rule that is valid on the day of the sale (rule P2).

Every part is rounded down to whole rupiah. What is left over goes to the part that the rule names. Makers share by
their parts of the work, by the largest remainder; where remainders are alike, in the order of their ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.sales import MakerShare
from services.training.errors import splits as errors
from services.training.events import Part
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event

WHOLE = 1000
PARTS: tuple[Part, ...] = ("premium", "wage", "capital", "reserve", "state", "agency")
OF_MAKERS: tuple[Part, ...] = ("premium", "wage")


@dataclass(frozen=True, slots=True)
class SplitRule:
    """`permille` has the parts that are not nothing. It counts from `valid_from` until the next rule does."""

    id: UUID
    institution_id: UUID
    valid_from: date
    decree_number: str
    decree_date: date
    permille: Mapping[Part, int]
    remainder_to: Part


@dataclass(frozen=True, slots=True)
class Share:
    """So many rupiah for a part, and for which maker where the part is theirs."""

    part: Part
    participant_id: UUID | None
    rupiah: int


def add(rule: SplitRule, last_sale: date | None, today: date, *, first: bool) -> list[Event]:
    """A new rule, never for a day whose sales are booked. Only the institution's first one may begin before today: what
    is sold by then, and not booked yet, stays under the rule that everybody knew.

    Raises PartsNotWhole, MakersGetNothing, RemainderToNobody, SplitRuleTooLate, SplitRuleBackdated."""
    refuse_all(list(_broken(rule)))
    if not first and rule.valid_from < today:
        raise errors.SplitRuleBackdated(valid_from=rule.valid_from)
    if last_sale is not None and rule.valid_from <= last_sale:
        raise errors.SplitRuleTooLate(sold_on=last_sale, valid_from=rule.valid_from)
    added = events.SplitRuleAdded(
        rule_id=rule.id,
        institution_id=rule.institution_id,
        valid_from=rule.valid_from,
        decree_number=rule.decree_number,
        decree_date=rule.decree_date,
        permille=dict(rule.permille),
        remainder_to=rule.remainder_to,
    )
    return [added]


def _broken(rule: SplitRule) -> Iterable[Refusal]:
    if (total := sum(rule.permille.values())) != WHOLE:
        yield errors.PartsNotWhole(total=total)
    if not any(rule.permille.get(part) for part in OF_MAKERS):
        yield errors.MakersGetNothing()
    if not rule.permille.get(rule.remainder_to):
        yield errors.RemainderToNobody(part=rule.remainder_to)


def split(profit: int, rule: SplitRule, makers: Sequence[MakerShare]) -> list[Share]:
    """The shares total the profit, whatever it is. Shares of nothing are left out. Raises SaleWithoutMakers."""
    work = Counter[UUID]()
    for maker in makers:
        work[maker.participant_id] += maker.parts
    if not work or min(work.values()) < 1:
        raise errors.SaleWithoutMakers
    sums = {part: profit * rule.permille.get(part, 0) // WHOLE for part in PARTS}
    sums[rule.remainder_to] += profit - sum(sums.values())
    shares = []
    for part, rupiah in sums.items():
        each = among(rupiah, work) if part in OF_MAKERS else {None: rupiah}
        shares += [Share(part, owner, amount) for owner, amount in each.items() if amount]
    return shares


def among(rupiah: int, work: Mapping[UUID, int]) -> dict[UUID | None, int]:
    """By the largest remainder, then by id."""
    total = sum(work.values())
    owners = sorted(work)
    sums: dict[UUID | None, int] = {owner: rupiah * work[owner] // total for owner in owners}
    left = rupiah - sum(sums.values())
    by_remainder = sorted(owners, key=lambda owner: (-(rupiah * work[owner] % total), owner))
    for owner in by_remainder[:left]:
        sums[owner] += 1
    return sums
