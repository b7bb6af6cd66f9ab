"""Outlets where an agency sells for the institutions: shops, galleries, market stalls, and fairs with their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training import events
from services.training.errors import outlets as errors
from services.training.events import OutletKind
from services.training.rules import TrainingRules
from shared.messaging.events import Event

AGENCIES = frozenset({"agency", "city"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """A fair has both days, included; nothing else has any. The commission is in percent of what a buyer pays."""

    id: UUID
    agency_id: UUID
    kind: OutletKind
    title: str
    address: str
    commission_percent: int
    starts_on: date | None = None
    ends_on: date | None = None
    closed_on: date | None = None


def need_agency(outlet: Outlet, agency_kind: str | None) -> None:
    """Raises NotAnAgency."""
    if agency_kind not in AGENCIES:
        raise errors.NotAnAgency(id=outlet.agency_id)


def record(outlet: Outlet, rules: TrainingRules) -> list[Event]:
    """A new outlet, or new details. Goods on consignment keep the commission under which they were sent.

    Raises OutletClosed, FairWithoutPeriod, CommissionTooHigh."""
    if outlet.closed_on:
        raise errors.OutletClosed
    period = (outlet.starts_on, outlet.ends_on)
    if (outlet.kind == "fair") != (None not in period) or (outlet.kind != "fair" and period != (None, None)):
        raise errors.FairWithoutPeriod
    if outlet.starts_on and outlet.ends_on and outlet.ends_on < outlet.starts_on:
        raise errors.FairWithoutPeriod
    maximum = rules.sales.maximum_commission_percent
    if outlet.commission_percent > maximum:
        raise errors.CommissionTooHigh(maximum=maximum, percent=outlet.commission_percent)
    recorded = events.OutletRecorded(
        outlet_id=outlet.id,
        agency_id=outlet.agency_id,
        kind=outlet.kind,
        commission_percent=outlet.commission_percent,
    )
    return [recorded]


def close(outlet: Outlet, consignments: int) -> list[Event]:
    """Raises OutletClosed, OutletInUse."""
    if outlet.closed_on:
        raise errors.OutletClosed
    if consignments:
        raise errors.OutletInUse(open=consignments)
    return [events.OutletClosed(outlet_id=outlet.id)]
