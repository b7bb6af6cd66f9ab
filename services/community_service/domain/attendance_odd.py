"""What is odd about a recorded session: a second person looks at it alone, and not among thirty others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from services.community_service.domain.cases import Case
from services.community_service.errors.attendance import LookAtItFirst

Odd = Literal["alarm", "late", "corrected", "correction_proposed"]

LATE = timedelta(hours=12)
"""Who writes it down in the evening writes what they saw; on the next day it is what they remember."""


def is_late(recorded_at: datetime, left_at: datetime) -> bool:
    """`left_at`: the check-out, or the end of a session that nobody came to."""
    return recorded_at - left_at > LATE


def odd(*, alarm: bool, late: bool, corrected: bool, proposed: bool) -> list[Odd]:
    found: dict[Odd, bool] = {"alarm": alarm, "late": late, "corrected": corrected, "correction_proposed": proposed}
    return [kind for kind, is_so in found.items() if is_so]


def oddities(case: Case, recorded_at: datetime, *, sent_late: bool) -> list[Odd]:
    """Of the session at hand. `sent_late`: a phone kept it until it had a connection."""
    session = case.session
    return odd(
        alarm=any(each.state == "open" and each.session_id == session.session_id for each in case.alarms),
        late=sent_late or is_late(recorded_at, session.checked_out_at or session.ends_at),
        corrected=session.corrected_by is not None,
        proposed=any(each.state == "proposed" and each.session_id == session.session_id for each in case.corrections),
    )


def need_plain(case: Case, recorded_at: datetime, *, sent_late: bool) -> None:
    """Raises LookAtItFirst."""
    if found := oddities(case, recorded_at, sent_late=sent_late):
        raise LookAtItFirst(odd=", ".join(found))
