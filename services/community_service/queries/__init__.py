"""Answers to readers: rows from SQL, rules from the domain."""
