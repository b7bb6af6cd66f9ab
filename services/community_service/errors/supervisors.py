"""Refusals of changes of supervisors."""

from __future__ import annotations

from shared.errors import Refusal


class SupervisorsInPast(
    Refusal,
    kind="invalid",
    indonesian="Pengawas baru berlaku paling awal hari ini, bukan {from_day}; hari yang lewat tetap pada pengawasnya.",
):
    """New supervisors begin today at the earliest, not on {from_day}: past days stay with those who supervised them."""
