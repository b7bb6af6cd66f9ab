"""The people who call the community service in tests, and the organisations they belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

COURT, KEJARI, BAPAS, SCHOOL, OTHER_BAPAS, AGENCY, PKS, ACCREDITATION = (UUID(int=n) for n in range(1, 9))


@dataclass(frozen=True, slots=True)
class Caller:
    """What the token says of a caller."""

    role: str
    organisation: UUID | None = None
    subject: str = "user-1"

    def at(self, organisation: UUID | None) -> Caller:
        return replace(self, organisation=organisation)

    def named(self, subject: str) -> Caller:
        return replace(self, subject=subject)


CLERK = Caller("court_clerk", COURT, "clerk")
JUDGE = Caller("supervising_judge", COURT, "hakim")
PROSECUTOR = Caller("prosecutor", KEJARI, "jaksa")
SECOND_PROSECUTOR = PROSECUTOR.named("jaksa-2")
COUNSELLOR = Caller("counsellor", BAPAS, "pk")
HEAD = Caller("bapas_head", BAPAS, "kabapas")
"""The head of the probation office."""
SUPERVISOR = Caller("supervisor", subject="sup")
COORDINATOR = Caller("coordinator")
SECOND = Caller("coordinator", subject="second")
"""A second person, who has had no hand in a record."""
AUDITOR = Caller("auditor", subject="auditor-1")
