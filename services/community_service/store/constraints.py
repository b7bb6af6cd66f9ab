"""The refusals of violated constraints, by the name of the constraint."""

from __future__ import annotations

from services.community_service.errors.alarms import InvolvedInTheCase
from services.community_service.errors.attendance import SecondPersonNeeded
from services.community_service.errors.breaches import BreachOpen, ProposerDecides
from services.community_service.errors.cases import WrongState
from services.community_service.errors.corrections import CorrectionOpen, SecondApproverNeeded
from services.community_service.errors.field import AlreadyRecorded
from services.community_service.errors.fines import (
    FineCorrectionOpen,
    FineCorrectorDecides,
    ReceiptAlreadyRecorded,
    SeizureAlreadyRecorded,
)
from services.community_service.errors.placements import SlotFull, TwoPlacesAtOnce
from services.community_service.errors.plans import CasesBeingPlanned
from shared.postgres import constraints

refusing = constraints.refusing(
    {
        "sessions_one_place_at_a_time": lambda **_: TwoPlacesAtOnce(),
        "sessions_seat": SlotFull,
        "sessions_seat_within_capacity": SlotFull,
        "sessions_second_person": SecondPersonNeeded,
        "corrections_two_persons": SecondApproverNeeded,
        "corrections_one_open": CorrectionOpen,
        "alarms_uninvolved": InvolvedInTheCase,
        "field_entries_one_arrival": AlreadyRecorded,
        "field_entries_one_end": AlreadyRecorded,
        "plan_batch_items_once": CasesBeingPlanned,
        "breaches_one_open": BreachOpen,
        "breaches_prosecutor_decides": ProposerDecides,
        "fine_payments_receipt": ReceiptAlreadyRecorded,
        "fine_seizures_document": SeizureAlreadyRecorded,
        "fine_corrections_one_open": FineCorrectionOpen,
        "fine_corrections_two_persons": FineCorrectorDecides,
        "credits_one_sign_off": lambda **_: WrongState(state="signed_off", needed="recorded"),
    }
)
