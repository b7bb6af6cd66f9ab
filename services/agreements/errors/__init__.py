"""Refusals of the agreements service, a file per topic: each names its kind, its rule and its article."""
