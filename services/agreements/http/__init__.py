"""JSON routes: parse, command or query, answer. No rules here."""

from services.agreements.http import (
    accreditations,
    agreements,
    amendments,
    documents,
    lists,
    obligations,
    organisations,
    pauses,
)

routers = [
    organisations.router,
    accreditations.router,
    documents.router,
    agreements.router,
    amendments.router,
    pauses.router,
    lists.router,
    obligations.router,
]
