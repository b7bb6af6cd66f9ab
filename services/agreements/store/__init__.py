"""Write SQL and row mapping. Functions take the caller's connection and never commit."""
