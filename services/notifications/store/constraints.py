"""Which refusal a violated constraint stands for."""

from __future__ import annotations

from services.notifications.errors.recipients import ReferenceTaken
from shared.postgres import constraints

refusing = constraints.refusing({"recipients_reference_taken": ReferenceTaken})
