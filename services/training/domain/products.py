"""Products: what a workshop makes for sale, under a cooperation agreement (PKS) with the scope `marketing` (A2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.neighbours import CooperationAgreement, marketing_gate
from services.training.errors import products as errors
from services.training.events import ProductState, UnlistedBecause
from services.training.rules import TrainingRules
from shared.errors import refuse_all
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Product:
    """`price` is the one of today. `suspended`: it was listed, and its agreement does not allow that now."""

    id: UUID
    workshop_id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    kind: str
    title: str
    description: str
    price: int
    state: ProductState = "unlisted"
    in_stock: int = 0


def describe(product: Product, agreement: CooperationAgreement, today: date) -> tuple[Product, list[Event]]:
    """A new product, or a new description. The agency is the agreement's. Raises what the agreement does not allow."""
    need_marketing(product, agreement, today)
    described = replace(product, cooperation_agreement_id=agreement.id, agency_id=agreement.agency_id)
    recorded = events.ProductRecorded(
        product_id=product.id,
        workshop_id=product.workshop_id,
        cooperation_agreement_id=agreement.id,
        agency_id=agreement.agency_id,
        institution_id=product.institution_id,
    )
    return described, [recorded]


def need_marketing(product: Product, agreement: CooperationAgreement, today: date) -> None:
    """New goods, listings, consignments and sales of the workshop need the agreement (A2).

    Raises every reason why it has none."""
    refuse_all(marketing_gate(agreement, product.institution_id, today))


def set_price(product: Product, price: int, valid_from: date, today: date) -> list[Event]:
    """Prices of the past stay: sales were made at them. Raises PriceOfThePast."""
    if valid_from < today:
        raise errors.PriceOfThePast(today=today, valid_from=valid_from)
    return [events.ProductPriced(product_id=product.id, price=price, valid_from=valid_from)]


def list_product(product: Product, agreement: CooperationAgreement, today: date) -> tuple[Product, list[Event]]:
    """Into the catalogue. A product that is there already stays, without a fact."""
    need_marketing(product, agreement, today)
    if product.state == "listed":
        return product, []
    listed = replace(product, state="listed")
    return listed, [events.ProductListed(**_fact(listed))]


def unlist(product: Product) -> tuple[Product, list[Event]]:
    """Out of the catalogue, by someone's decision."""
    if product.state == "unlisted":
        return product, []
    unlisted = replace(product, state="unlisted")
    return unlisted, [_unlisted(unlisted, "withdrawn")] if product.state == "listed" else []


def follow(product: Product, agreement: CooperationAgreement, today: date) -> tuple[Product, list[Event]]:
    """The agreement changed: what it no longer allows leaves the catalogue, and comes back with it."""
    allowed = not marketing_gate(agreement, product.institution_id, today)
    if product.state == "listed" and not allowed:
        suspended = replace(product, state="suspended")
        return suspended, [_unlisted(suspended, "agreement")]
    if product.state == "suspended" and allowed:
        return list_product(product, agreement, today)
    return product, []


def need_room(photos: int, rules: TrainingRules) -> None:
    """Raises TooManyPhotos."""
    if photos >= rules.sales.photos:
        raise errors.TooManyPhotos(maximum=rules.sales.photos)


def _unlisted(product: Product, because: UnlistedBecause) -> Event:
    return events.ProductUnlisted(**_fact(product), because=because)


def _fact(product: Product) -> dict[str, UUID | str | int]:
    return {
        "product_id": product.id,
        "cooperation_agreement_id": product.cooperation_agreement_id,
        "agency_id": product.agency_id,
        "institution_id": product.institution_id,
        "kind": product.kind,
        "title": product.title,
        "price": product.price,
    }
