"""Fetches what browsers get from others: `python -m deploy.vendor`. Run at upgrades only; needs npm.

The files are kept in the repository, with their sums in VENDOR.toml.
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.vendor_css import style_sheet
from deploy.vendor_map import outline

WEB = Path(__file__).parent.parent / "shared" / "web"
VENDOR = WEB / "static" / "vendor"


def _as_it_is(source: str) -> str:
    return source


def _module(umd: str) -> str:
    """idb has its small build for old loaders only: the same code, as a module."""
    loaded = f"const box={{}};(function(exports,module){{{umd.strip()}}})(box,box);"
    return f"{loaded}export const{{openDB,deleteDB,unwrap,wrap}}=box;\n"


@dataclass(frozen=True)
class Wanted:
    package: str
    version: str
    licence: str
    inside: str
    target: Path
    made: Callable[[str], str] = _as_it_is

    @property
    def name(self) -> str:
        return self.target.relative_to(WEB).as_posix()


MIT = ("govuk-frontend", "6.3.0", "MIT")
HTMX = ("htmx.org", "4.0.1", "0BSD")
IDB = ("idb", "8.0.4", "ISC")
ATLAS = ("world-atlas", "2.0.2", "ISC; the data are in the public domain")

WANTED = (
    Wanted(*MIT, "dist/govuk/govuk-frontend.min.css", VENDOR / "govuk.css", style_sheet),
    Wanted(*HTMX, "dist/htmx.min.js", VENDOR / "htmx.js"),
    Wanted(*HTMX, "LICENSE", VENDOR / "htmx.LICENSE.txt"),
    Wanted(*IDB, "build/umd.js", VENDOR / "idb.js", _module),
    Wanted(*IDB, "LICENSE", VENDOR / "idb.LICENSE.txt"),
    Wanted(*ATLAS, "land-10m.json", WEB / "templates" / "kit" / "ambon.html", outline),
    Wanted(*ATLAS, "LICENSE", VENDOR / "world-atlas.LICENSE.txt"),
)


def main() -> None:
    with TemporaryDirectory() as folder:
        entries = [_entry(wanted, _taken(wanted, Path(folder))) for wanted in WANTED]
    (VENDOR / "VENDOR.toml").write_text("# Made by deploy/vendor.py. Paths begin in shared/web.\n" + "".join(entries))


def _taken(wanted: Wanted, folder: Path) -> str:
    packed = folder / f"{wanted.package}-{wanted.version}.tgz"
    if not packed.exists():
        subprocess.run(["npm", "pack", "--silent", f"{wanted.package}@{wanted.version}"], cwd=folder, check=True)
    with tarfile.open(packed) as archive:
        member = archive.extractfile(f"package/{wanted.inside}")
        assert member is not None
        source = member.read().decode()
    wanted.target.write_text(wanted.made(source))
    return source


def _entry(wanted: Wanted, source: str) -> str:
    return (
        f'\n["{wanted.name}"]\npackage = "{wanted.package}"\nversion = "{wanted.version}"\n'
        f'licence = "{wanted.licence}"\n'
        f'inside = "{wanted.inside}"\nsource_sha256 = "{_sum(source)}"\nsha256 = "{_sum(wanted.target.read_text())}"\n'
    )


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
