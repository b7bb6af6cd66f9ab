"""The command line that verifies: what it prints, and what its exit code says."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.seal_key import SealKey
from tests.service.shared.journal.sealing import KEY, OURS, days, fact, sealed
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.outsider import CHECK
from tests.support.tiny import superuser

ROOT = Path(__file__).parents[3]


def text(key: SealKey) -> str:
    return base64.urlsafe_b64encode(key.public).decode().rstrip("=")


async def command(*arguments: str, cwd: Path = ROOT, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `python …`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MASOHI_")}
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, *arguments],
        cwd=cwd,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


async def verify(h: Harness, databases: Databases, *services: str, keys: str | None = None) -> tuple[int, str, str]:
    """What an auditor runs, with a role that reads this service's journal, and our public key."""
    dsn = databases.dsn("agreements", await h.pool.fetchval("select current_database()"))
    trusted = text(OURS) if keys is None else keys
    return await command("-m", "deploy.verify", *services, MASOHI_VERIFY_DSN=dsn, MASOHI_SEAL_TRUSTED=trusted)


async def test_a_journal_that_fits_ends_with_0(h: Harness, databases: Databases) -> None:
    await days(h)
    code, printed, wrong = await verify(h, databases, "agreements")
    assert (code, wrong) == (0, "")
    assert printed.startswith("agreements: 9 facts of 3 streams, 3 seals, ")
    assert printed.endswith("everything fits; sealed until 2026-02-11 (position 8)\n")


async def test_one_byte_that_a_superuser_changed_ends_with_1_and_is_named(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set data = overlay(data::text placing '9' from 11 for 1)::json {fact(2)}")
    code, printed, wrong = await verify(h, databases, "agreements")
    assert (code, wrong) == (1, "")
    assert "DOES NOT FIT: 1 broken chains, 0 seals that differ" in printed
    assert f"  {KEY} version 2 at position 4: the content was changed" in printed.splitlines()


async def test_seals_by_a_key_that_is_not_trusted_end_with_1(h: Harness, databases: Databases) -> None:
    await days(h, 1)
    code, printed, _ = await verify(h, databases, "agreements", keys="")
    assert code == 1
    assert (
        f"  seal 1 of 2026-02-09 (positions 1 to 2): it is signed by a key that is not trusted ({OURS.key_id})"
        in printed
    )


async def test_what_cannot_be_read_ends_with_2_and_one_line(h: Harness, databases: Databases) -> None:
    for services, keys, reason in (
        (("agreement",), None, "ERROR: no such service: agreement (there are agreements, "),
        (("agreements",), "short", "ERROR: MASOHI_SEAL_TRUSTED: "),
        (("training",), None, "ERROR: the journal cannot be read: "),
    ):
        code, printed, wrong = await verify(h, databases, *services, keys=keys)
        assert (code, printed, wrong.count("\n")) == (2, "", 1)
        assert wrong.startswith(reason)
    assert (await command("-m", "deploy.verify"))[0] == 2
    away = await command("-m", "deploy.verify", MASOHI_VERIFY_DSN="postgresql://nobody@127.0.0.1:1/nothing")
    assert (away[0], away[1]) == (2, "")


async def test_without_a_local_stack_the_make_target_says_how_to_get_one(tmp_path: Path) -> None:
    code, printed, wrong = await command("-m", "deploy.local.verify", cwd=tmp_path)
    assert (code, printed) == (2, "")
    assert wrong == "ERROR: the local stack has never run here: `make up` first, or set MASOHI_VERIFY_DSN.\n"


async def test_the_make_target_verifies_another_database_too(h: Harness, databases: Databases, tmp_path: Path) -> None:
    await days(h, 1)
    dsn = databases.dsn("agreements", await h.pool.fetchval("select current_database()"))
    code, printed, _ = await command(
        *("-m", "deploy.local.verify", "agreements"),
        cwd=tmp_path,
        MASOHI_VERIFY_DSN=dsn,
        MASOHI_SEAL_TRUSTED=text(OURS),
    )
    assert (code, printed.count("everything fits")) == (0, 1)


# -- The outsider's command


async def check(what: str, *files: Path, keys: tuple[SealKey, ...] = (OURS,)) -> tuple[int, str]:
    given = [part for key in keys for part in ("--key", text(key))]
    code, printed, _ = await command("-I", str(CHECK), what, *map(str, files), *given)
    return code, printed


def kept(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


async def test_an_outsider_checks_files_with_one_command(h: Harness, tmp_path: Path) -> None:
    await days(h)
    facts = await sealed(h)
    heard = kept(tmp_path, "heard.jsonl", "\n".join(map(json.dumps, facts)) + "\n")
    listed = kept(tmp_path, "listed.json", (await h.client.get("/agreements/journal/seals")).json())
    assert await check("seals", heard, listed) == (0, "It holds.\n")
    before = kept(tmp_path, "before.json", await h.get(f"/agreements/journal/{KEY}/proof?day=2026-02-10", "auditor"))
    after = kept(tmp_path, "after.json", await h.get(f"/agreements/journal/{KEY}/proof?since=2", "auditor"))
    assert await check("proof", before, after) == (0, "It holds.\n")
    assert await check("same", before, after) == (0, "It holds.\n")

    other = kept(tmp_path, "other.json", [facts[1] | {"heads": 4}])
    code, printed = await check("seals", other)
    assert (code, printed) == (1, "WRONG: the seal of 2026-02-10 is not signed by this key, or was changed\n")
    assert (await check("same", after, before))[0] == 1
    assert (await check("seals", kept(tmp_path, "none.json", [])))[0] == 1
    assert (await check("seals", tmp_path / "absent.json"))[0] == 2
    assert (await check("proof", kept(tmp_path, "half.json", {"key": "x"})))[0] == 2


async def test_an_outsider_may_know_more_keys_than_one(h: Harness, tmp_path: Path) -> None:
    await days(h, 1)
    older = SealKey.of("Zm9yZ2VyLWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzISE")
    heard = kept(tmp_path, "heard.json", await sealed(h))
    assert (await check("seals", heard, keys=(older, OURS)))[0] == 0
    assert (await check("seals", heard, keys=(older,)))[0] == 1


@pytest.mark.parametrize("page", [1, 2])
async def test_the_list_of_seals_goes_on_where_a_page_ends(h: Harness, page: int) -> None:
    await days(h)
    first = (await h.client.get(f"/agreements/journal/seals?limit={page}")).json()
    rest = (await h.client.get(f"/agreements/journal/seals?after={first['next']}")).json()
    assert [seal["number"] for seal in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["next"] is None
