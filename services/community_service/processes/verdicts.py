"""A verdict by hand, and keeping it where it is refused."""

from __future__ import annotations

from starlette.responses import Response

from services.community_service import justice
from services.community_service.commands import verdicts, verdicts_returned
from services.community_service.errors.verdicts import PersonMismatch
from services.community_service.identity import Identity
from shared.edge.routes import Call
from shared.errors import RulesBroken


async def pronounce(call: Call, identity: Identity, verdict: justice.SentencePronounced) -> Response:
    """Takes a verdict in. Raises the refusals of `verdicts.pronounce`.

    The refusal rolls its transaction back. So the returned verdict is kept in a second one, for its prosecutor."""
    try:
        return await call.run(verdicts.pronounce, identity, verdict)
    except (RulesBroken, PersonMismatch) as refusal:
        await call.step(verdicts_returned.keep_by_hand, identity, verdict, refusal)
        raise
