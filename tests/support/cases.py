"""A city's community service in five years, in SQL: for what must stay fast when there is much.

Of full size 10,000 cases with 300,000 sessions at 60 sites. Most of it is over; what is open is as little as in life.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from shared.postgres.pool import Connection
from tests.support.town import town_id

_SQL = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True)
class Cases:
    """What a caller may ask for."""

    today: date
    cases: int = 10_000
    sites: int = 60

    @property
    def site(self) -> UUID:
        return town_id(3, self.sites // 2)

    @property
    def office(self) -> UUID:
        """The probation office of three quarters of the cases."""
        return town_id(1, 3)

    @property
    def alarm(self) -> UUID:
        """One of the last that were raised."""
        return town_id(9, self.cases * 29 // 50)


async def fill(superuser: Connection, cases: Cases) -> None:
    """Fills an empty database of the service: only the superuser may leave out the triggers."""
    sql = _SQL.read_text()
    for name in ("today", "cases", "sites"):
        sql = sql.replace(f"{{{name}}}", str(getattr(cases, name)))
    await superuser.execute(sql)
    await superuser.execute("vacuum analyze")
