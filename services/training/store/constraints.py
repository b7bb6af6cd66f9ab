"""Which refusal a violated constraint stands for."""

from __future__ import annotations

from services.training.errors import batches, outlets, sales, workshops
from services.training.errors.certificates import RevocationOpen
from services.training.errors.enrolments import AlreadyEnrolled
from services.training.errors.equipment import AssetNumberTaken, EquipmentInUse, PhotoTwice
from services.training.errors.ledger import BalanceTooLow, EntryReversed, SaleBooked
from services.training.errors.maintenance import MaintenanceBeforeUse
from services.training.errors.officials import OfficialNamedTwice
from services.training.errors.participants import (
    NotHeld,
    PersonRegistered,
    RegisterNumberTaken,
)
from services.training.errors.programmes import ProgrammeFull
from services.training.errors.splits import SplitRuleExists
from services.training.errors.withdrawals import ReceiptUsed
from shared.postgres import constraints

refusing = constraints.refusing(
    {
        "programmes_places": ProgrammeFull,
        "participants_register_number_taken": RegisterNumberTaken,
        "participants_person_registered": PersonRegistered,
        # The id of whoever had the number before is made from it.
        "participants_register_number_ambiguous": RegisterNumberTaken,
        "register_numbers_given_once": RegisterNumberTaken,
        "enrolments_once": AlreadyEnrolled,
        "enrolments_person_once": AlreadyEnrolled,
        "enrolments_of_held": lambda **_: NotHeld(state="released"),
        "certificate_revocations_one_open": RevocationOpen,
        "equipment_number_taken": AssetNumberTaken,
        "equipment_photos_once": PhotoTwice,
        "equipment_in_use": EquipmentInUse,
        "loans_item_is_out": EquipmentInUse,
        "maintenance_one_at_a_time": MaintenanceBeforeUse,
        "ledger_accounts_not_below_zero": BalanceTooLow,
        "ledger_entries_reversed_once": EntryReversed,
        "ledger_entries_sale_once": SaleBooked,
        "split_rules_one_a_day": SplitRuleExists,
        "withdrawals_receipt": ReceiptUsed,
        "payouts_receipt": ReceiptUsed,
        "workshops_not_of_children": workshops.WorkshopOfChildren,
        "batches_stock_not_below_zero": batches.OutOfStock,
        "consignments_stock_not_below_zero": batches.OutOfStock,
        "outlets_period": outlets.FairWithoutPeriod,
        "sale_returns_pkey": sales.SaleReturned,
        "officials_once": OfficialNamedTwice,
    }
)
