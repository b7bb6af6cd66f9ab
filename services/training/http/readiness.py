"""Routes of readiness for release: a person's checklist, and who is released soon."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator
from starlette.responses import Response, StreamingResponse

from services.training.commands import readiness as commands
from services.training.queries import readiness as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, refuses
from shared.edge.spreadsheets import BATCH, CSV, download, stream
from shared.errors import ConcurrentChange
from shared.postgres.pool import Connection
from shared.privacy.reads import Purpose

router = APIRouter(tags=["training"])

RELEASE = "readiness for release"
"""What a read is for where the caller says nothing else."""

Item = Annotated[str, Path(pattern=r"^[a-z][a-z_]{1,39}$")]
Within = Annotated[int | None, Query(ge=0, le=3_650)]


def _cursor(after: str | None) -> tuple[date, UUID] | None:
    """Where a page ends: the day of a release, and the participant. Raises ValueError."""
    if after is None:
        return None
    day, _, id_ = after.partition("_")
    return date.fromisoformat(day), UUID(id_)


def _readable(after: str | None) -> str | None:
    _cursor(after)
    return after


After = Annotated[
    str | None,
    AfterValidator(_readable),
    Query(pattern=r"^[12]\d{3}-\d\d-\d\d_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
]
_COLUMNS = (
    *("participant_id", "institution_id", "name", "register_number", "expected_release", "days_left", "ready"),
    *("missing", "optional"),
)


@router.get("/participants/{participant_id}/readiness", response_model=queries.ReadinessView)
@refuses(ConcurrentChange)
async def read_readiness(
    participant_id: UUID, purpose: Purpose = RELEASE, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_checklist, participant_id, purpose)


@router.put("/participants/{participant_id}/readiness/{item}", response_model=queries.ReadinessStanding)
async def confirm_item(
    participant_id: UUID, item: Item, body: commands.Confirm, call: Call = may("institution_staff")
) -> Response:
    return await call.run(commands.confirm, participant_id, item, body)


@router.post("/participants/{participant_id}/readiness/{item}/withdrawal", response_model=queries.ReadinessStanding)
async def withdraw_item(
    participant_id: UUID, item: Item, body: commands.WithdrawConfirmation, call: Call = may("institution_staff")
) -> Response:
    return await call.run(commands.withdraw, participant_id, item, body)


@router.get("/releases", response_model=Page[queries.ReleaseView])
@refuses(ConcurrentChange)
async def list_releases(
    institution: UUID | None = None,
    within_days: Within = None,
    after: After = None,
    limit: Limit = 50,
    purpose: Purpose = RELEASE,
    call: Call = may("institution_staff", "coordinator", "auditor"),
) -> Response:
    """Who is released within so many days (90 where the rules say nothing else), and what is missing for it."""
    return await call.run(commands.list_releases, institution, within_days, _cursor(after), limit, purpose)


@router.get("/exports/releases.csv", response_class=StreamingResponse, responses=CSV)
async def export_releases(
    institution: UUID | None = None,
    within_days: Within = None,
    purpose: Purpose = RELEASE,
    call: Call = may("institution_staff", "coordinator", "auditor"),
) -> Response:
    call.resources.standing.refuse_when_behind()
    now = call.resources.clock.now()

    async def read(conn: Connection, after: str | None) -> dict[str, Any]:
        wanted = institution, within_days, _cursor(after), BATCH, purpose
        return await commands.list_releases(conn, *wanted, actor=call.actor, now=now)

    return download(stream(call.resources.pool, _COLUMNS, read), "releases.csv")
