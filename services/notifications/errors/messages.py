"""What a message refuses."""

from __future__ import annotations

from shared.errors import Refusal


class MessageNotFailed(Refusal, indonesian="Pesan ini berstatus {state}; hanya pesan gagal dikirim ulang."):
    """The message is {state}; only a failed one is sent again."""
