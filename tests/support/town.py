"""A city's training in five years, in SQL: for what must stay fast when there is much, in the bench and in tests.

Of full size 100,000 participants and enrolments, a million rows of attendance, 20,000 loans, 10,000 products with
150,000 sales, a million lines in the ledger. Most of it is over; what is open is as little as in life.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from shared.postgres.pool import Connection

_SQL = Path(__file__).with_suffix(".sql")


def town_id(kind: int, number: int) -> UUID:
    """As the SQL makes it: in the order of the numbers, and no two kinds alike."""
    return UUID(f"0190{kind:04x}-0000-7000-8000-{number:012x}")


@dataclass(frozen=True)
class Town:
    """What a caller may ask for: what there is much of, and what lies in the middle."""

    today: date
    courses: int = 5_000
    loans: int = 20_000
    products: int = 10_000
    sales: int = 150_000
    institution: UUID = field(default=town_id(1, 1))
    agency: UUID = field(default=town_id(1, 101))

    @property
    def persons(self) -> int:
        return 20 * self.courses

    @property
    def big(self) -> UUID:
        """The course with 400 places and a queue."""
        return town_id(3, self.courses)

    @property
    def over(self) -> UUID:
        return town_id(3, self.courses // 2)

    @property
    def enrolment(self) -> UUID:
        return town_id(9, self.courses // 2 * 1000 + 10)

    @property
    def held(self) -> UUID:
        """A participant who is held, has worked, and has a place."""
        return town_id(6, self.persons - 100)

    def middle(self, kind: int, count: int) -> UUID:
        return town_id(kind, count // 2)


async def fill(superuser: Connection, town: Town) -> None:
    """Fills an empty database of the training service: only the superuser may leave out the triggers."""
    sql = _SQL.read_text()
    for name in ("today", "courses", "persons", "loans", "products", "sales"):
        sql = sql.replace(f"{{{name}}}", str(getattr(town, name)))
    await superuser.execute(sql)
    await superuser.execute("vacuum analyze")
