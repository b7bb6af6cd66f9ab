"""What the notifications service refuses."""

from __future__ import annotations

from shared.errors import Refusal


class ReferenceTaken(Refusal, slug="reference-taken", indonesian="Penerima dengan rujukan ini sudah terdaftar."):
    """A recipient with this reference is in the directory already."""


class DirectoryUnreadable(
    Refusal, slug="directory-unreadable", kind="invalid", indonesian="Berkas CSV tidak dapat dibaca: {why}."
):
    """The CSV file cannot be read: {why}."""


class NotInDirectory(
    Refusal, slug="not-in-directory", kind="not_found", indonesian="Anda belum terdaftar dalam direktori penerima."
):
    """You are not in the directory of recipients."""


class UnknownEventType(
    Refusal, slug="event-type-unknown", kind="invalid", indonesian="Tidak ada jenis peristiwa {type}."
):
    """There is no event type {type}."""


class UnknownField(
    Refusal,
    slug="event-field-unknown",
    kind="invalid",
    indonesian="Peristiwa {type} tidak memiliki isian {fields} yang dapat dipakai di sini.",
):
    """The event {type} has no field {fields} that can be used here."""


class TemplateInvalid(
    Refusal, slug="template-invalid", kind="invalid", indonesian="Templat ({where}) tidak sah: {why}."
):
    """The template ({where}) is not valid: {why}."""


class TemplateFailed(
    Refusal, slug="template-failed", kind="invalid", indonesian="Templat aturan {rule} gagal diisi: {why}."
):
    """The template of the rule {rule} could not be filled in: {why}."""


class NotFailed(
    Refusal, slug="message-not-failed", indonesian="Pesan ini berstatus {state}; hanya pesan gagal dikirim ulang."
):
    """The message is {state}; only a failed one is sent again."""


class DeadlinePassed(Refusal, slug="deadline-passed", kind="invalid", indonesian="Batas waktu {deadline} sudah lewat."):
    """The deadline {deadline} has passed already."""


class NobodyAddressed(
    Refusal, slug="nobody-addressed", kind="invalid", indonesian="Tidak ada penerima aktif yang dituju."
):
    """No active recipient is addressed."""


class NotAddressed(
    Refusal, slug="not-addressed", kind="forbidden", indonesian="Surat edaran ini tidak ditujukan kepada Anda."
):
    """This circular is not addressed to you."""
