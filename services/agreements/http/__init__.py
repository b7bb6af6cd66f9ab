"""JSON routes: parse, command or query, answer. No rules here."""

from services.agreements.http import agreements, organisations

routers = [organisations.router, agreements.router]
