"""A typed client of the agreements service: one method per route, named like its command."""

from __future__ import annotations

from tests.service.agreements.client.agreements import Agreements
from tests.service.agreements.client.calls import ANY, Addendum, Agreement, Subject, status_of
from tests.service.agreements.client.documents import Documents
from tests.service.agreements.client.obligations import Obligations
from tests.service.agreements.client.register import Register, certificate, components


class AgreementsClient(Register, Agreements, Documents, Obligations):
    """All routes of the service."""


__all__ = [
    "ANY",
    "Addendum",
    "Agreement",
    "AgreementsClient",
    "Subject",
    "certificate",
    "components",
    "status_of",
]
