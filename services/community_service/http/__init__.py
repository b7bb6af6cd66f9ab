"""Routes. Each calls one command, process or query. Rules are in the domain."""
