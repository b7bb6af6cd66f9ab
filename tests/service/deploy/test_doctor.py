"""The doctor at a real Postgres."""

from __future__ import annotations

from urllib.parse import urlsplit

from deploy.doctor import reach
from deploy.local.process import HOST, free_port
from tests.support.databases import Databases


async def test_a_database(databases: Databases) -> None:
    dsn = await databases.fresh("training")
    assert not (await reach.database("training", dsn)).advice
    refused = await reach.database("training", dsn.replace(str(urlsplit(dsn).password), "wrong"))
    assert "rotate SECRET=training_dsn" in refused.advice
    away = await reach.database("training", f"postgresql://training:x@{HOST}:{free_port()}/masohi")
    assert "start Postgres" in away.advice
