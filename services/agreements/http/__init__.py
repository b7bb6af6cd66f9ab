"""JSON routes, a file per topic: parse, command or query, answer."""
