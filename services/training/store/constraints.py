"""Which refusal a violated constraint stands for."""

from __future__ import annotations

from services.training.errors.enrolments import AlreadyEnrolled
from services.training.errors.ledger import BalanceTooLow, EntryReversed, SaleBooked
from services.training.errors.participants import PersonRegistered, RegisterNumberAmbiguous, RegisterNumberTaken
from services.training.errors.programmes import ProgrammeFull
from services.training.errors.splits import SplitRuleExists
from services.training.errors.withdrawals import ReceiptUsed
from shared.postgres import constraints

refusing = constraints.refusing(
    {
        "programmes_places": ProgrammeFull,
        "participants_register_number_taken": RegisterNumberTaken,
        "participants_person_registered": PersonRegistered,
        "participants_register_number_ambiguous": RegisterNumberAmbiguous,
        "enrolments_once": AlreadyEnrolled,
        "ledger_accounts_not_below_zero": BalanceTooLow,
        "ledger_entries_reversed_once": EntryReversed,
        "ledger_entries_sale_once": SaleBooked,
        "split_rules_one_a_day": SplitRuleExists,
        "withdrawals_receipt": ReceiptUsed,
        "payouts_receipt": ReceiptUsed,
    }
)
