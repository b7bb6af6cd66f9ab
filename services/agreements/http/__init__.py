"""JSON routes: parse, command or query, answer. No rules here."""

from services.agreements.http import agreements, amendments, organisations, pauses

routers = [organisations.router, agreements.router, amendments.router, pauses.router]
