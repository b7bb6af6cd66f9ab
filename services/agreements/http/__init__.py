"""JSON routes: parse, command or query, answer. No rules here."""

from services.agreements.http import agreements, lists, obligations, organisations

routers = [organisations.router, agreements.router, lists.router, obligations.router]
