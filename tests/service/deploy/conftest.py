"""The tiny service, whose journal the command line verifies."""

from __future__ import annotations

from tests.service.shared.conftest import ears, h

__all__ = ["ears", "h"]
