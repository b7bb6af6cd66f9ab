"""Where joint agreements and cooperation agreements (PKS) are found. Most routes exist below both."""

from __future__ import annotations

from collections.abc import Mapping

from services.agreements.events import AgreementKind

PREFIXES: Mapping[AgreementKind, str] = {
    "joint": "/joint-agreements",
    "cooperation": "/cooperation-agreements",
}
