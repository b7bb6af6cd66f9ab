"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.community_service.errors.alarms import InvolvedInTheCase
from services.community_service.errors.attendance import SecondPersonNeeded
from services.community_service.errors.breaches import BreachOpen
from services.community_service.errors.cases import WrongState
from services.community_service.errors.corrections import CorrectionOpen, SecondApproverNeeded
from services.community_service.errors.placements import SlotFull, TwoPlacesAtOnce


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        match error.constraint_name:
            case "sessions_one_place_at_a_time":
                raise TwoPlacesAtOnce from None
            case "sessions_seat" | "sessions_seat_within_capacity":
                raise SlotFull(**figures) from None
            case "sessions_second_person":
                raise SecondPersonNeeded from None
            case "corrections_two_persons":
                raise SecondApproverNeeded from None
            case "corrections_one_open":
                raise CorrectionOpen from None
            case "alarms_uninvolved":
                raise InvolvedInTheCase from None
            case "breaches_one_open":
                raise BreachOpen from None
            case "credits_one_sign_off":
                raise WrongState(state="signed_off", needed="recorded") from None
            case _:
                raise
