"""`make doctor STACK=local|compose`: one line for each thing, with what to do. Exit code 1 where something is wrong."""

from __future__ import annotations

import argparse
import sys

from deploy.doctor import compose
from deploy.doctor.findings import show
from deploy.doctor.local import local


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make doctor", description=__doc__)
    parser.add_argument("--stack", choices=["local", "compose"], default="local")
    if parser.parse_args(arguments).stack == "local":
        return 0 if show(local()) else 1
    outside = show(compose.outside())
    return 0 if compose.from_a_container() and outside else 1


if __name__ == "__main__":
    sys.exit(main())
