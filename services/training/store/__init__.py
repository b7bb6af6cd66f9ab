"""Write SQL and row mapping. Functions take the caller's connection and never commit.

Locks are taken in one order: agreement, programme, enrolments.
"""

from services.training.store import enrolments, heard, participants, programmes

__all__ = ["enrolments", "heard", "participants", "programmes"]
