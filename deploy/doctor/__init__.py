"""Looks at an installation: what is wrong, and what to do. `make doctor`."""
