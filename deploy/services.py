"""The services of this system. Each name is also a schema, a database role, and a folder of `services/`."""

from __future__ import annotations

SERVICES = ("agreements", "training", "community_service", "notifications")

PREFIXES = {service: f"/{service.replace('_', '-')}" for service in SERVICES}
"""Service → the first part of the path of each of its routes."""
