"""JSON routes: parse, command or query, answer. No rules here."""

from services.agreements.http import accreditations, agreements, documents, organisations

routers = [organisations.router, accreditations.router, documents.router, agreements.router]
