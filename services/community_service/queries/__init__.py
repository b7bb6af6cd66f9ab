"""Read SQL straight into answers, past the domain."""
