"""Facts about products. None says who made them."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingEvent, TrainingRecord

ProductState = Literal["unlisted", "listed", "suspended"]
UnlistedBecause = Literal["withdrawn", "agreement"]

PRODUCT = "/training/products/{}"


class ProductFact(TrainingEvent):
    """A product as others need it. `price` is the one of that day, in rupiah."""

    product_id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    kind: str
    title: str
    price: int


class ProductListed(ProductFact, type="training.product.listed", key="product_id", detail=PRODUCT):
    """Product listed.

    When a product of an institution goes into the public catalogue: the first time, and again when its cooperation
    agreement is back in force."""


class ProductUnlisted(ProductFact, type="training.product.unlisted", key="product_id", detail=PRODUCT):
    """Product no longer listed.

    When it leaves the catalogue: someone withdrew it, or its cooperation agreement no longer allows it. What outlets
    have of it then is to be counted back."""

    because: UnlistedBecause


class ProductRecorded(TrainingRecord, type="training.record.product-recorded", key="product_id"):
    """A product was described, or its description or agreement changed."""

    product_id: UUID
    workshop_id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID


class ProductPriced(TrainingRecord, type="training.record.product-priced", key="product_id"):
    """A price was set that counts from a day on."""

    product_id: UUID
    price: int
    valid_from: date


class PhotoAdded(TrainingRecord, type="training.record.photo-added", key="product_id"):
    """A photo was added. The uploader stated that it shows no person and no work of a child."""

    product_id: UUID
    photo_id: UUID


class PhotoRemoved(TrainingRecord, type="training.record.photo-removed", key="product_id"):
    """A photo was removed for good."""

    product_id: UUID
    photo_id: UUID
