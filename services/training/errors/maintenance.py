"""What the maintenance of equipment refuses."""

from __future__ import annotations

from shared.errors import Refusal


class MaintenanceInFuture(Refusal, kind="invalid", indonesian="Pemeliharaan dimulai paling lambat hari ini, {today}."):
    """Maintenance begins today, {today}, or before."""


class MaintenanceBeforeUse(
    Refusal, kind="invalid", indonesian="Pada {starts_on} barang ini masih dipinjam atau sedang dipelihara."
):
    """On {starts_on} this item was still lent or in maintenance."""


class MaintenanceBeforeAcquisition(Refusal, kind="invalid", indonesian="Barang ini baru diperoleh pada {acquired_on}."):
    """This item was acquired on {acquired_on} only."""


class MaintenanceReversed(
    Refusal, kind="invalid", indonesian="Pemeliharaan selesai ({expected_on}) sebelum dimulai ({starts_on})."
):
    """The maintenance ends on {expected_on}, before it starts on {starts_on}."""


class MaintenanceOver(Refusal, indonesian="Pemeliharaan ini sudah selesai pada {ended_on}."):
    """This maintenance ended on {ended_on}."""
