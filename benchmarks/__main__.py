"""``python -m benchmarks [--quick] [NAME ...]``: run all benchmarks, or some."""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback

from benchmarks import _record

NAMES = (
    "weight", "start", "durability", "update", "labelling", "map", "projection", "strategies",
    "peers", "label_efficiency", "trust", "gpu",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="tiny settings: does it run?")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(NAMES))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    failed = [name for name in options.names or NAMES if not _done(name, options.quick)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return len(failed)


def _done(name: str, quick: bool) -> bool:
    """Run one; one that fails must not cost the others' hours."""
    try:
        _record.keep(name, importlib.import_module(f"benchmarks.{name}").run, quick)
    except Exception:
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
