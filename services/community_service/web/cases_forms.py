"""A form about one case: what it is about stands above it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.community_service.queries.sentences import own_sentence
from shared.web.calls import PageCall


async def case_form(call: PageCall, template: str, sentence_id: UUID, **values: Any) -> Response:
    """`template` extends `case/form.html`. Raises NotFound, Forbidden."""
    sentence = await call.get(own_sentence, sentence_id, call.actor)
    here = f"{call.web.place.desk}/cases/{sentence_id}"
    return await call.show(template, sentence=sentence, here=here, **values)
