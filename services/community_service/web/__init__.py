"""Pages for people, a file per journey: each shows queries and sends forms to commands."""
