"""Verifies journals: `python -m deploy.verify [service …]`.

It reads two environment variables:

- `MASOHI_VERIFY_DSN`: the address of the database for a role that may read the schemas, or the path of a file with it.
- `MASOHI_SEAL_TRUSTED`: the public keys that you trust, base64url, separated by commas.

Exit code 0: everything fits. 1: something does not fit. 2: the journal cannot be read.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from deploy.services import SERVICES
from shared.journal.verification import Findings, verify_journal
from shared.seal_key import Trust, trusted

FITS, FLAWED, UNKNOWN = 0, 1, 2


async def verify_schema(dsn: str, schema: str, keys: Trust) -> Findings:
    """The journal of one service's schema, on a connection of its own."""
    conn = await asyncpg.connect(dsn, server_settings={"search_path": schema, "timezone": "UTC"})
    try:
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            return await verify_journal(conn, schema.replace("_", "-"), keys)
    finally:
        await conn.close()


def summary(schema: str, found: Findings, seconds: float) -> str:
    """The lines that a verification prints for one journal."""
    counted = f"{found.facts} facts of {found.streams} streams, {found.seals} seals, {seconds:.1f} s"
    lines = [f"{schema}: {counted}: {_verdict(found)}"]
    lines += [f"  {f.key} version {f.version} at position {f.position}: {f.reason}" for f in found.flaws]
    if found.broken_chains > len(found.flaws):
        lines.append(f"  and {found.broken_chains - len(found.flaws)} more chains")
    lines += [
        f"  seal {f.number} of {f.day} (positions {f.after + 1} to {f.position}): {f.reason}" for f in found.seal_flaws
    ]
    lines += [
        f"  position {loss.position}: {loss.facts} facts and {len(loss.seals)} seals lost by restore,"
        f" stated on {loss.stated_at:%Y-%m-%d %H:%M} UTC: {loss.stated_by}"
        for loss in found.losses
    ]
    return "\n".join(lines)


def _verdict(found: Findings) -> str:
    if not found.fits:
        return f"DOES NOT FIT: {found.broken_chains} broken chains, {len(found.seal_flaws)} seals that differ"
    if not found.seals:
        return "every chain fits; nothing is sealed"
    return f"everything fits; sealed until {found.sealed_day} (position {found.sealed_position})"


async def verify_all(dsn: str, schemas: Sequence[str], keys: Trust) -> bool:
    """Prints what is found in each schema. True when everything fits."""
    fits = True
    for schema in schemas:
        began = time.monotonic()
        found = await verify_schema(dsn, schema, keys)
        sys.stdout.write(summary(schema, found, time.monotonic() - began) + "\n")
        fits = fits and found.fits
    return fits


def run(dsn: str, schemas: Sequence[str], keys: Trust) -> int:
    """Verifies these schemas, all where none is named; returns the exit code."""
    if unknown := [name for name in schemas if name not in SERVICES]:
        return _unknown(f"no such service: {', '.join(unknown)} (there are {', '.join(SERVICES)})")
    try:
        return FITS if asyncio.run(verify_all(dsn, schemas or SERVICES, keys)) else FLAWED
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return _unknown(f"the journal cannot be read: {error}")


def main() -> int:
    try:
        keys = trusted(None, os.environ.get("MASOHI_SEAL_TRUSTED", ""))
    except ValueError as error:
        return _unknown(f"MASOHI_SEAL_TRUSTED: {error}")
    if not (dsn := os.environ.get("MASOHI_VERIFY_DSN")):
        return _unknown("set MASOHI_VERIFY_DSN to a database whose journals you may read")
    try:
        dsn = Path(dsn).read_text().strip() if dsn.startswith("/") else dsn
    except OSError as error:
        return _unknown(f"MASOHI_VERIFY_DSN: {error}")
    return run(dsn, sys.argv[1:], keys)


def _unknown(why: str) -> int:
    sys.stderr.write(f"ERROR: {why}\n")
    return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
