"""The machine that measured: what it is and how busy, never its name."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["cuda_name", "describe", "load", "processor_time", "stolen"]

LIBRARIES = (
    "jupyter-al", "numpy", "scipy", "scikit-learn", "pandas", "torch", "SQLAlchemy", "anywidget",
    "ipywidgets", "ipykernel", "jupyterlab", "jupyter_server", "playwright",
)  # fmt: skip


def describe() -> dict[str, Any]:
    """Return processor, cores, memory, Python and the versions of the libraries in use."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": _memory(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: found for name in LIBRARIES if (found := _version(name))},
    }


def load() -> list[float]:
    """Return the load averages over 1, 5 and 15 minutes; empty where there are none."""
    return [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else []


def processor_time() -> tuple[int, int]:
    """Return the ticks of the processors that went to other machines, and all, since the start."""
    try:
        first = Path("/proc/stat").read_text().split("\n", 1)[0]
    except OSError:
        return 0, 0  # not a Linux
    ticks = [int(word) for word in first.split()[1:9]]
    return ticks[-1], sum(ticks)


def stolen(since: tuple[int, int]) -> float:
    """Return the share of the processors that went to other machines since then.

    What runs beside a virtual machine on the same processors shows in no load average.
    """
    gone, whole = (now - then for now, then in zip(processor_time(), since, strict=True))
    return round(gone / whole, 3) if whole else 0.0


def cuda_name() -> str | None:
    """Return the name of the CUDA device, None where there is none."""
    import torch

    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else None


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
