"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.community_service.errors import oversight
from services.community_service.errors import work as errors


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        match error.constraint_name:
            case "sessions_one_place_at_a_time":
                raise errors.TwoPlacesAtOnce from None
            case "sessions_seat" | "sessions_seat_within_capacity":
                raise errors.NoSeat(**figures) from None
            case "sessions_second_person":
                raise errors.SecondPersonNeeded from None
            case "corrections_two_persons":
                raise oversight.SecondApproverNeeded from None
            case "corrections_one_open":
                raise oversight.CorrectionOpen from None
            case "alarms_uninvolved":
                raise oversight.Involved from None
            case "breaches_one_open":
                raise oversight.BreachOpen from None
            case "credits_one_sign_off":
                raise errors.WrongState(state="signed_off", needed="recorded") from None
            case _:
                raise
