"""Write statements and row mapping, a file per topic. Functions take the caller's connection and never commit."""
