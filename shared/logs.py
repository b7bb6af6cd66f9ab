"""JSON logs on standard output, with the correlation id and nothing personal: ids and figures only."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from shared.context import trace

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


# Postgres quotes the row and pydantic the input: both may be personal.
_QUOTED = re.compile(r"^DETAIL: .*$|, input_value=.*(?=, input_type=)", re.MULTILINE)


class JsonFormatter(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if correlation_id := trace().correlation_id:
            line["correlation_id"] = correlation_id
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = _QUOTED.sub("", self.formatException(record.exc_info))
        return orjson.dumps(line, default=str).decode()


def configure(service: str, level: str) -> None:
    """Makes all loggers of the process write JSON lines to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO they repeat what our metrics and problem documents hold.
    for noisy in ("uvicorn.access", "httpx", "aiokafka", "faststream"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
