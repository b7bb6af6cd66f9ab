"""JSON routes: parse, command or query, answer. No rules here."""
