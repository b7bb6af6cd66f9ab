"""What a restore of the database lost."""

from __future__ import annotations

from services.agreements.events.topics import AgreementsEvent
from shared.messaging.events import RestoreFact


class JournalRestored(AgreementsEvent, RestoreFact, type="agreements.journal.restored", key="journal"):
    """Facts lost by a restore.

    When the database was restored to an earlier moment, and an operator has stated what it lost. The facts with these
    ids are void: forget what they said. What is entered again comes as new facts."""
