"""A new secret in place of an old one while the system runs. `make rotate`."""
