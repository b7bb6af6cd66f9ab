"""What a template refuses."""

from __future__ import annotations

from shared.errors import Refusal


class TemplateInvalid(Refusal, kind="invalid", indonesian="Templat ({where}) tidak sah: {why}."):
    """The template ({where}) is not valid: {why}."""


class TemplateFailed(Refusal, kind="invalid", indonesian="Templat aturan {rule} gagal diisi: {why}."):
    """The template of the rule {rule} could not be filled in: {why}."""
